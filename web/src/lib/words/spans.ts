// Text and the words that values rest on.
//
// Owns: cutting a body at the edges of marks; offsets in code points. In: body and marks. Out: runs of text, each with
// the marks that cover it. Refuses: marks outside the body; they are cut at its end or left out.
import type { Mark } from '../api/types';

export interface Run { start: number; end: number; text: string; marks: Mark[] }

/** The body in runs; an offset counts Unicode code points. */
export function runs(body: string, marks: Mark[]): Run[] {
  const points = Array.from(body);
  const within = marks.filter((m) => m.start >= 0 && m.start < m.end && m.start < points.length);
  const edges = new Set([0, points.length]);
  for (const mark of within) edges.add(mark.start).add(Math.min(mark.end, points.length));
  const sorted = [...edges].sort((a, b) => a - b);
  const found: Run[] = [];
  const byStart = [...within].sort((a, b) => a.start - b.start);
  let open: Mark[] = [];
  let next = 0;
  for (let i = 0; i + 1 < sorted.length; i += 1) {
    const start = sorted[i]!;
    const end = sorted[i + 1]!;
    open = open.filter((m) => m.end > start);
    while (next < byStart.length && byStart[next]!.start <= start) open.push(byStart[next++]!);
    found.push({ start, end, text: points.slice(start, end).join(''), marks: [...open] });
  }
  return found;
}

/** Runs in paragraphs: a line break ends one. */
export function paragraphs(list: Run[]): Run[][] {
  const out: Run[][] = [[]];
  for (const run of list) {
    let at = run.start;
    for (const [i, line] of run.text.split('\n').entries()) {
      if (i > 0) {
        at += 1;
        if (out.at(-1)!.length) out.push([]);
      }
      const length = Array.from(line).length;
      if (length) out.at(-1)!.push({ ...run, start: at, end: at + length, text: line });
      at += length;
    }
  }
  return out.filter((p) => p.length);
}
