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
  const keys = [...names.keys()].sort();
  const at = new Map(keys.map((key, i) => {
    const turn = (i / keys.length) * 2 * Math.PI;
    return [key, { x: 0.5 + 0.4 * Math.cos(turn), y: 0.5 + 0.4 * Math.sin(turn) }] as const;
  }));
  spread(at, [...edges.values()], rounds);
  return { nodes: keys.map((key) => ({ key, ...names.get(key)!, ...at.get(key)! })), edges: [...edges.values()] };
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
