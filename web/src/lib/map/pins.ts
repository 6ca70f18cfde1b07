// Pins: what stands on the map.
//
// Owns: one pin an incident, the shapes of standings. In: the API's pins. Out: GeoJSON and images. Refuses: to tell
// standings apart by colour alone; each has a shape.
import type { FeatureCollection, Point } from 'geojson';
import type { MapAnswer, Pin, Standing } from '../api/types';

/**
 * One pin for each incident: the report it is named by, else the first. Its standing is that of the incident over all
 * its accounts, where `known` has it; a report's own otherwise.
 */
export function distinct(pins: Pin[], known: Map<string, Standing> = new Map()): Pin[] {
  const found = new Map<string, Pin>();
  for (const pin of pins) if (!found.has(pin.home) || pin.id === pin.home) found.set(pin.home, pin);
  return [...found.values()].map((p) => ({ ...p, standing: p.home_standing ?? known.get(p.home) ?? p.standing }));
}

export function features(answer: MapAnswer | null, known: Map<string, Standing> = new Map()): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: distinct(answer?.pins ?? [], known).map((p) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [p.lon, p.lat] },
      properties: { home: p.home, standing: p.standing },
    })),
  };
}

export function clusters(answer: MapAnswer | null): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: (answer?.clusters ?? []).map((c) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [c.lon, c.lat] },
      properties: { point_count: c.count, label: brief(c.count), bbox: c.bbox.join(',') },
    })),
  };
}

/** 12345 → "12k" */
export const brief = (n: number): string => (n < 1000 ? String(n) : n < 1e6 ? `${Math.round(n / 1000)}k` : `${Math.round(n / 1e6)}M`);

/** The outline of a standing's shape around 0,0 as SVG path data, `r` half its width. */
export function outline(standing: Standing, r: number): string {
  const circle = `M${-r},0A${r},${r} 0 1 1 ${r},0A${r},${r} 0 1 1 ${-r},0Z`;
  switch (standing) {
    case 'confirmed': return circle;
    case 'reported': return `M0,${-r * 1.15}L${r * 1.15},0L0,${r * 1.15}L${-r * 1.15},0Z`;
    case 'claimed_only': return `M0,${-r * 1.1}L${r * 1.1},${r * 0.9}L${-r * 1.1},${r * 0.9}Z`;
    case 'contested': return circle;
    case 'denied': {
      const a = r * 0.38;
      const b = r * 1.05;
      return `M0,${-a}L${b - a},${-b}L${b},${-b + a}L${a},0L${b},${b - a}L${b - a},${b}L0,${a}L${-b + a},${b}L${-b},${b - a}L${-a},0L${-b},${-b + a}L${-b + a},${-b}Z`;
    }
  }
}

/** A pin's image for the map, twice as large as it is shown. */
export function image(standing: Standing, colour: string, edge: string): ImageData {
  const size = 44;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const pen = canvas.getContext('2d')!;
  pen.translate(size / 2, size / 2);
  const path = new Path2D(outline(standing, 13));
  pen.lineJoin = 'round';
  pen.lineWidth = 6;
  pen.strokeStyle = edge;
  pen.stroke(path);
  if (standing === 'contested') {
    pen.fillStyle = edge;
    pen.fill(path);
    pen.save();
    pen.clip(path);
    pen.fillStyle = colour;
    pen.fillRect(-size, -size, size, size * 2);
    pen.restore();
    pen.lineWidth = 3.5;
    pen.strokeStyle = colour;
    pen.stroke(path);
  } else {
    pen.fillStyle = colour;
    pen.fill(path);
  }
  return pen.getImageData(0, 0, size, size);
}
