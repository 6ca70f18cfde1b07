// Bins of the timeline.
//
// Owns: which bins there are between the first and the last, which days a brush covers. In: the bins that hold
// something. Out: all of them, empty ones too. Refuses: bins of unequal steps.
import type { Bin, Timeline } from '../api/types';
import { MONTHS } from '../words/phrase';

const MS = 86_400_000;
const date = (day: string) => new Date(`${day}T00:00:00Z`);
const iso = (d: Date) => d.toISOString().slice(0, 10);

/** The first day of the step after the one that begins on `day`. */
export function after(day: string, step: Timeline['step']): string {
  const d = date(day);
  if (step === 'day') return iso(new Date(d.getTime() + MS));
  if (step === 'week') return iso(new Date(d.getTime() + 7 * MS));
  if (step === 'month') return iso(new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 1)));
  return iso(new Date(Date.UTC(d.getUTCFullYear() + 1, 0, 1)));
}

/** The first day of the step before the one that begins on `day`. */
export function before(day: string, step: Timeline['step']): string {
  const d = date(day);
  if (step === 'day') return iso(new Date(d.getTime() - MS));
  if (step === 'week') return iso(new Date(d.getTime() - 7 * MS));
  if (step === 'month') return iso(new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() - 1, 1)));
  return iso(new Date(Date.UTC(d.getUTCFullYear() - 1, 0, 1)));
}

/**
 * Every bin from the first to the last; no more than `most`, else only those that hold something. Few ones have empty
 * ones on both sides up to `least`, so that a lone one stands in time.
 */
export function filled(timeline: Timeline, least = 1, most = 400): Bin[] {
  const known = new Map(timeline.bins.map((b) => [b.from, b]));
  const first = timeline.bins[0];
  const last = timeline.bins.at(-1);
  if (!first || !last) return [];
  const all: Bin[] = [];
  const empty = (from: string): Bin => ({ from, to: iso(new Date(date(after(from, timeline.step)).getTime() - MS)), count: 0, standing: {} });
  for (let from = first.from; from <= last.from; from = after(from, timeline.step)) {
    all.push(known.get(from) ?? empty(from));
    if (all.length > most) return timeline.bins;
  }
  while (all.length < least) {
    if (all.length % 2) all.push(empty(after(all.at(-1)!.from, timeline.step)));
    else all.unshift(empty(before(all[0]!.from, timeline.step)));
  }
  return all;
}

/** The days that bins `a` to `b` cover, whichever is the first. */
export function covered(bins: Bin[], a: number, b: number): { from: string; to: string } | null {
  const first = bins[Math.max(0, Math.min(a, b))];
  const last = bins[Math.min(bins.length - 1, Math.max(a, b))];
  return first && last ? { from: first.from, to: last.to } : null;
}

/** First and last day that a partial day (`2024-03`) can mean. */
export function bounds(value: string, end: boolean): string {
  if (value.length === 4) return value + (end ? '-12-31' : '-01-01');
  if (value.length === 7) {
    if (!end) return `${value}-01`;
    const [y, m] = value.split('-').map(Number);
    return iso(new Date(Date.UTC(y!, m!, 0)));
  }
  return value;
}

/** Positions of the bins that a window of days touches. */
export function touched(bins: Bin[], from: string, to: string): { first: number; last: number } | null {
  if (!from && !to) return null;
  const a = from ? bounds(from, false) : '';
  const b = to ? bounds(to, true) : '9999';
  const first = bins.findIndex((bin) => bin.to >= a);
  const last = bins.findLastIndex((bin) => bin.from <= b);
  return first < 0 || last < first ? null : { first, last };
}

/** Names under the axis, where one begins: years, months or days. */
export function labels(bins: Bin[], room: number): { at: number; text: string }[] {
  const found: { at: number; text: string }[] = [];
  const every = Math.max(1, Math.ceil(bins.length / Math.max(1, room)));
  let year = '';
  bins.forEach((bin, at) => {
    if (at % every) return;
    const [y, m, d] = bin.from.split('-') as [string, string, string];
    const fine = bin.from.slice(0, 7) === bin.to.slice(0, 7);
    const wide = fine ? bin.from.slice(8) === '01' && bin.to.slice(8) >= '28' : bin.to.slice(5) === '12-31' && m === '01';
    const name = wide ? (fine ? MONTHS[Number(m) - 1]! : '') : `${Number(d)} ${MONTHS[Number(m) - 1]}`;
    found.push({ at, text: y === year ? name : `${name} ${y}`.trim() });
    year = y;
  });
  return found;
}
