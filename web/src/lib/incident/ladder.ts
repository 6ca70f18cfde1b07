// The ladder of a claim: who said what when, on one axis with the day of the incident and the days of publication.
//
// Owns: the axis, where each step stands on it. In: steps in the order of the book, days. Out: positions from 0 to 1.
// Refuses: to date what is undated; such steps stand apart, without a position.
import type { LadderStep } from '../api/types';

export const DAY = 86_400_000;
/** Days since 1970 of an ISO day; null where it is none. */
export function dayNumber(value: string | null | undefined): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)/.exec(value ?? '');
  if (!found) return null;
  const time = Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3]));
  return Number.isNaN(time) ? null : time / DAY;
}
export const isoDay = (n: number): string => new Date(n * DAY).toISOString().slice(0, 10);

export interface Rung { step: LadderStep; at: number | null; row: number }
export interface Ladder {
  rungs: Rung[];
  /** Days on which the incident may have happened. */
  band: { from: number; to: number } | null;
  /** Days on which accounts were published. */
  published: { at: number; accounts: number[] }[];
  ticks: { at: number; day: string }[];
}

/** Whole days between ticks that give at most `most` of them. */
export function tickStep(days: number, most: number): number {
  for (const step of [1, 2, 7, 14, 30, 61, 91, 182, 365, 730]) if (days / step < most) return step;
  return Math.ceil(days / most / 365) * 365;
}

export function ladder(
  steps: LadderStep[],
  date: [string | null, string | null] | null,
  accounts: { published: string | null }[],
): Ladder {
  const told = steps.map((s) => dayNumber(s.day));
  const out = accounts.map((a) => dayNumber(a.published));
  const first = dayNumber(date?.[0] ?? date?.[1]);
  const last = dayNumber(date?.[1] ?? date?.[0]);
  const all = [...told, ...out, first, last].filter((n): n is number => n !== null);
  if (!all.length) return { rungs: steps.map((step, row) => ({ step, at: null, row })), band: null, published: [], ticks: [] };
  const low = Math.min(...all);
  const high = Math.max(...all, low + 1);
  const room = (high - low) * 0.04;
  const start = low - room;
  const scale = high - low + 2 * room;
  const place = (n: number) => (n - start) / scale;
  const published = new Map<number, number[]>();
  out.forEach((n, i) => {
    if (n !== null) published.set(n, [...(published.get(n) ?? []), i]);
  });
  const every = tickStep(high - low, 7);
  const ticks = [];
  for (let n = low; n <= high; n += every) ticks.push({ at: place(n), day: isoDay(n) });
  return {
    rungs: steps.map((step, row) => ({ step, at: told[row] == null ? null : place(told[row]!), row })),
    band: first === null || last === null ? null : { from: place(first), to: place(last) },
    published: [...published].sort((a, b) => a[0] - b[0]).map(([n, list]) => ({ at: place(n), accounts: list })),
    ticks,
  };
}
