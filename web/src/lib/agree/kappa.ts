// How far people agree who decided about the same.
//
// Owns: first answers of each person by field and report, observed agreement, Cohen's kappa, where they differ. In:
// decisions, oldest first. Out: figures by field, and a list to settle. Refuses: a kappa where fewer than two answers
// are shared, or where chance alone would agree on everything.
import type { Decided } from '../api/types';

export interface Split { field: string; about: string; answers: { by: string; value: string; entry: number }[] }
export interface Agreement { field: string; shared: number; agreed: number; kappa: number | null; people: [string, string] }

/** What a decision answers: the field, and the value it gives it. */
function answered(d: Decided): { field: string; about: string; value: string } | null {
  const ids = d.subjects.map((s) => s.incident).sort();
  const about = ids.join(' ');
  if (d.act === 'correct' && d.property && ids.length === 1) return { field: d.property, about, value: d.value ?? '' };
  if (d.act === 'accept' || d.act === 'reject') return { field: 'record', about, value: d.act };
  if (['same', 'different', 'part_of', 'part-of', 'duplicate'].includes(d.act)) return { field: 'link', about, value: d.act.replace('-', '_') };
  return null;
}

/** Cohen's kappa of paired answers. */
export function kappa(pairs: [string, string][]): number | null {
  if (pairs.length < 2) return null;
  const n = pairs.length;
  const agreed = pairs.filter(([a, b]) => a === b).length / n;
  const share = (side: 0 | 1) => {
    const counts = new Map<string, number>();
    for (const pair of pairs) counts.set(pair[side], (counts.get(pair[side]) ?? 0) + 1 / n);
    return counts;
  };
  const left = share(0);
  const right = share(1);
  let chance = 0;
  for (const [value, p] of left) chance += p * (right.get(value) ?? 0);
  return chance >= 1 - 1e-9 ? null : (agreed - chance) / (1 - chance);
}

export function agreement(decisions: Decided[]): { fields: Agreement[]; splits: Split[] } {
  // The first answer of a person counts: a later one may know the other's.
  const first = new Map<string, Map<string, { value: string; entry: number }>>();
  for (const d of decisions) {
    if (d.undone) continue;
    const a = answered(d);
    const abouts = a?.field === 'record' ? d.subjects.map((s) => s.incident) : a ? [a.about] : [];
    for (const about of abouts) {
      const key = `${a!.field}\u0000${about}`;
      const people = first.get(key) ?? new Map<string, { value: string; entry: number }>();
      if (!people.has(d.by)) people.set(d.by, { value: a!.value, entry: d.entry });
      first.set(key, people);
    }
  }
  const pairs = new Map<string, [string, string][]>();
  const splits: Split[] = [];
  for (const [key, people] of first) {
    const [field, about] = key.split('\u0000') as [string, string];
    const answers = [...people].map(([by, a]) => ({ by, ...a })).sort((a, b) => a.by.localeCompare(b.by));
    if (new Set(answers.map((a) => a.value)).size > 1) splits.push({ field, about, answers });
    answers.forEach((a, i) => {
      for (const b of answers.slice(i + 1)) {
        const id = [field, a.by, b.by].join('\u0000');
        pairs.set(id, [...(pairs.get(id) ?? []), [a.value, b.value]]);
      }
    });
  }
  const fields = [...pairs].map(([id, list]) => {
    const [field, a, b] = id.split('\u0000') as [string, string, string];
    return { field, people: [a, b] as [string, string], shared: list.length, agreed: list.filter(([x, y]) => x === y).length, kappa: kappa(list) };
  });
  return { fields: fields.sort((a, b) => a.field.localeCompare(b.field)), splits };
}
