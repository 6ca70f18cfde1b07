// The graph of relations between actors.
//
// Owns: which relations are seen at a time, where the actors stand. In: relations. Out: nodes with positions in the
// unit square, edges. Refuses: chance; equal relations give equal pictures.
import type { RelationRow } from '../api/types';

export interface Node { key: string; name: string; degree: number; x: number; y: number }
export interface Edge { from: string; to: string; type: string; rows: RelationRow[] }
export interface Graph { nodes: Node[]; edges: Edge[] }

/** Whether a relation may hold on a day; one without days may always hold. */
export function holdsOn(row: RelationRow, day: string): boolean {
  const { since, until } = row.relation;
  return !day || ((!since || since.slice(0, day.length) <= day) && (!until || until.slice(0, day.length) >= day));
}

export function graph(rows: RelationRow[], rounds = 300): Graph {
  const names = new Map<string, { name: string; degree: number }>();
  const edges = new Map<string, Edge>();
  const meet = (key: string, name: string) => {
    const known = names.get(key) ?? { name, degree: 0 };
    known.degree += 1;
    names.set(key, known);
  };
  for (const row of rows) {
    const { subject_key: from, object_key: to, relation } = row;
    meet(from, relation.subject.name);
    meet(to, relation.object.name);
    const id = `${from}|${relation.type}|${to}`;
    const edge = edges.get(id) ?? { from, to, type: relation.type, rows: [] };
    edge.rows.push(row);
    edges.set(id, edge);
  }
  const sorted = [...edges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
  const parts = together([...names.keys()].sort(), sorted);
  const keys = parts.flat();
  const at = new Map<string, { x: number; y: number }>();
  // Parts that nothing ties to each other stand side by side, each as wide as its size asks.
  const widths = parts.map((part) => Math.sqrt(part.length));
  const all = widths.reduce((a, b) => a + b, 0);
  let left = 0;
  parts.forEach((part, n) => {
    const own = new Map(part.map((key, i) => {
      const turn = (i / part.length) * 2 * Math.PI;
      return [key, { x: 0.5 + 0.4 * Math.cos(turn), y: 0.5 + 0.4 * Math.sin(turn) }] as const;
    }));
    spread(own, sorted.filter((e) => own.has(e.from)), rounds);
    const share = widths[n]! / all;
    // A gap between parts; the first and the last reach the edges.
    const inner = parts.length > 1 ? share * 0.7 : 1;
    const start = parts.length > 1 ? left + (share - inner) * (n / (parts.length - 1)) : 0;
    for (const [key, p] of own) at.set(key, { x: start + p.x * inner, y: p.y });
    left += share;
  });
  return { nodes: keys.map((key) => ({ key, ...names.get(key)!, ...at.get(key)! })), edges: sorted };
}

/** The actors that edges tie together, the largest part first. */
function together(keys: string[], edges: Edge[]): string[][] {
  const home = new Map(keys.map((k) => [k, k]));
  const find = (k: string): string => (home.get(k) === k ? k : find(home.get(k)!));
  for (const e of edges) home.set(find(e.from), find(e.to));
  const parts = new Map<string, string[]>();
  for (const k of keys) parts.set(find(k), [...(parts.get(find(k)) ?? []), k]);
  return [...parts.values()].sort((a, b) => b.length - a.length);
}

/** Springs along edges, repulsion between all; then stretched to the unit square. */
function spread(at: Map<string, { x: number; y: number }>, edges: Edge[], rounds: number) {
  const points = [...at.values()];
  const wanted = 1 / Math.sqrt(points.length + 1);
  for (let round = 0; round < rounds; round += 1) {
    const heat = 0.08 * (1 - round / rounds);
    const push = new Map(points.map((p) => [p, { x: 0, y: 0 }]));
    for (const [i, a] of points.entries()) {
      for (const b of points.slice(i + 1)) {
        const dx = a.x - b.x;
        const dy = a.y - b.y;
        const d2 = Math.max(dx * dx + dy * dy, 1e-4);
        const f = (wanted * wanted) / d2;
        push.get(a)!.x += dx * f; push.get(a)!.y += dy * f;
        push.get(b)!.x -= dx * f; push.get(b)!.y -= dy * f;
      }
    }
    for (const edge of edges) {
      const a = at.get(edge.from)!;
      const b = at.get(edge.to)!;
      const dx = a.x - b.x;
      const dy = a.y - b.y;
      const f = Math.hypot(dx, dy) / wanted;
      push.get(a)!.x -= dx * f; push.get(a)!.y -= dy * f;
      push.get(b)!.x += dx * f; push.get(b)!.y += dy * f;
    }
    for (const p of points) {
      const { x, y } = push.get(p)!;
      const length = Math.max(Math.hypot(x, y), 1e-9);
      // Towards the middle, so that parts without an edge between them stay together.
      p.x += (x / length) * Math.min(length, heat) + (0.5 - p.x) * 0.01;
      p.y += (y / length) * Math.min(length, heat) + (0.5 - p.y) * 0.01;
    }
  }
  for (const axis of ['x', 'y'] as const) {
    const low = Math.min(...points.map((p) => p[axis]));
    const high = Math.max(...points.map((p) => p[axis]));
    for (const p of points) p[axis] = high > low ? (p[axis] - low) / (high - low) : 0.5;
  }
}
