// Countries that reach over the 180th meridian.
//
// Owns: making their outlines plain ones. In: polygons whose longitudes jump from 180 to -180, as spheres have them. Out:
// polygons that go on beyond 180, and once more from beyond -180. Refuses: nothing; others stay as they are.
import type { FeatureCollection, Polygon, MultiPolygon, Position } from 'geojson';

const jumps = (ring: Position[]) => ring.some((c, i) => i > 0 && Math.abs(c[0]! - ring[i - 1]![0]!) > 180);

function onward(ring: Position[]): Position[] {
  let turn = 0;
  return ring.map((c, i) => {
    const by = i > 0 ? c[0]! - ring[i - 1]![0]! : 0;
    if (by > 180) turn -= 360;
    if (by < -180) turn += 360;
    return [c[0]! + turn, c[1]!];
  });
}

/** The polygons of an outline, plain. */
export function unwrapped(polygons: Position[][][]): Position[][][] {
  return polygons.flatMap((polygon) => {
    const outer = polygon[0] ?? [];
    // Round the pole the outline closes along the edge of the map.
    const polar = outer.some((c) => c[1]! < -80);
    if (polar || !jumps(outer)) return [polygon];
    const plain = polygon.map(onward);
    const left = Math.min(...plain[0]!.map((c) => c[0]!));
    const by = left < -180 ? 360 : -360;
    return [plain, plain.map((ring) => ring.map((c) => [c[0]! + by, c[1]!]))];
  });
}

export function plainOutlines(world: FeatureCollection): FeatureCollection {
  return {
    ...world,
    features: world.features.map((f) => {
      const g = f.geometry as Polygon | MultiPolygon | null;
      if (!g || (g.type !== 'Polygon' && g.type !== 'MultiPolygon')) return f;
      const coordinates = unwrapped(g.type === 'Polygon' ? [g.coordinates] : g.coordinates);
      return { ...f, geometry: { type: 'MultiPolygon', coordinates } };
    }),
  };
}
