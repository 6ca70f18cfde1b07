// The record of an incident report as a list of fields.
//
// Owns: which fields there are, their words, the property and the typed value that a correction of them takes. In: an
// incident report. Out: fields in a fixed order. Refuses: fields that are no property; they have no correction.
import type { IncidentView, Quote } from '../api/types';
import { count, country, plain, range, typedCount } from '../words/phrase';

export interface Field {
  /** Key of the marks in the text: "i1-date". */
  key: string;
  name: string;
  value: string;
  quotes: Quote[];
  /** What `correct` calls it. */
  property: string;
  /** Its value in the form that `correct` takes. */
  typed: string;
  /** Why this reading, or why none. */
  reason: string;
}

const none = (text: string) => text || 'none';

export function fields(view: IncidentView): Field[] {
  const r = view.record;
  const id = r.id;
  const struck = r.places.filter((p) => p.role === 'target');
  const list: Field[] = [
    { key: id, name: 'type', value: [r.type, ...r.types_also].map(plain).join(', also '), quotes: r.evidence, property: 'type', typed: r.type, reason: '' },
    { key: id, name: 'stage', value: plain(r.stage), quotes: r.evidence, property: 'stage', typed: r.stage, reason: '' },
    {
      key: `${id}-date`, name: 'when', value: r.date ? range(r.date) : '', quotes: r.date?.evidence ?? [], property: 'date',
      typed: !r.date ? 'unknown' : r.date.earliest === r.date.latest ? (r.date.earliest ?? 'unknown') : `${r.date.earliest ?? ''}..${r.date.latest ?? ''}`,
      reason: timeBasis(view),
    },
  ];
  const typedPlaces = none(struck.map((p) => p.name).join('; '));
  r.places.forEach((p, n) =>
    list.push({
      key: `${id}-place${n}`, name: p.role === 'target' ? 'where' : plain(p.role), quotes: p.evidence, property: 'place', typed: typedPlaces,
      value: `${[p.name, p.admin1, country(p.country)].filter(Boolean).join(', ')} (${p.lat == null ? 'no point' : plain(p.level)})`,
      reason: p.x_reason ?? (p.lat == null ? 'the gazetteer does not settle it' : ''),
    }),
  );
  if (!struck.length) list.push({ key: `${id}-place`, name: 'where', value: '', quotes: [], property: 'place', typed: 'none', reason: 'no words name a place it struck' });
  const typedDoers = none(r.perpetrators.map((p) => `${p.name} = ${p.basis}`).join('; '));
  r.perpetrators.forEach((p, n) =>
    list.push({ key: `${id}-by${n}`, name: 'by', value: `${p.name} (${plain(p.basis)})`, quotes: p.evidence, property: 'perpetrator', typed: typedDoers, reason: '' }),
  );
  if (!r.perpetrators.length) list.push({ key: `${id}-by`, name: 'by', value: '', quotes: [], property: 'perpetrator', typed: 'none', reason: 'nobody is named' });
  const typedTargets = none(r.targets.map((t) => t.text).join('; '));
  r.targets.forEach((t, n) => {
    const effects = t.effects.filter((e) => e !== 'unknown').map(plain).join(', ');
    list.push({ key: `${id}-target${n}`, name: 'struck', value: [t.text, effects && `(${effects})`].filter(Boolean).join(' '), quotes: t.evidence, property: 'target', typed: typedTargets, reason: '' });
  });
  const typedWeapons = none(r.weapons.map((w) => w.kind).join('; '));
  r.weapons.forEach((w, n) =>
    list.push({ key: `${id}-weapon${n}`, name: 'weapon', value: [plain(w.kind), w.text && `“${w.text}”`].filter(Boolean).join(' '), quotes: w.evidence, property: 'weapon', typed: typedWeapons, reason: '' }),
  );
  for (const unit of ['killed', 'injured'] as const) {
    list.push({ key: `${id}-outcome`, name: unit, value: count(r.outcome[unit]), quotes: r.outcome[unit] ? r.outcome.evidence : [], property: unit, typed: typedCount(r.outcome[unit]), reason: '' });
  }
  if (r.outcome.damage) list.push({ key: `${id}-outcome`, name: 'damage', value: plain(r.outcome.damage), quotes: r.outcome.evidence, property: 'damage', typed: r.outcome.damage, reason: '' });
  if (r.outcome.intercepted !== null) list.push({ key: `${id}-outcome`, name: 'intercepted', value: r.outcome.intercepted ? 'yes' : 'no', quotes: r.outcome.evidence, property: 'intercepted', typed: r.outcome.intercepted ? 'yes' : 'no', reason: '' });
  if (r.aggregate || r.count) list.push({ key: id, name: 'acts', value: count(r.count) || 'several', quotes: r.evidence, property: 'count', typed: typedCount(r.count), reason: 'several acts told as one' });
  return list;
}

/** How the day was found, in words; a publication date in its place is a warning. */
function timeBasis(view: IncidentView): string {
  const { date } = view.record;
  const out = view.published ? `published ${view.published.value.slice(0, 10)} (${plain(view.published.basis)})` : 'day of publication not told';
  if (!date) return `no words date it; ${out}`;
  if (!date.evidence.length) return `no words of the article date it; ${out}`;
  return `“${date.evidence[0]!.text}”, ${plain(date.precision)}; ${out}`;
}

/** The value that some selected words suggest for a property. */
export function suggested(property: string, words: string, now: string): string {
  if (['killed', 'injured', 'count'].includes(property)) return /\d+/.exec(words)?.[0] ?? now;
  if (property === 'place' || property === 'target') return words;
  if (property === 'perpetrator') return `${words} = claimed`;
  return now;
}
