// The look of the map: a base, a box, pins and clusters.
import type { FeatureCollection } from 'geojson';
import type { GeoJSONSourceSpecification, Map as LibreMap, StyleSpecification } from 'maplibre-gl';
import { ORDER } from '../words/phrase';
import type { Palette } from './palette';
import { image } from './pins';

const empty: FeatureCollection = { type: 'FeatureCollection', features: [] };
const points = (more: Partial<GeoJSONSourceSpecification> = {}): GeoJSONSourceSpecification => ({ type: 'geojson', data: empty, ...more });

export function style(base: FeatureCollection, p: Palette, tiles: string | null): StyleSpecification {
  const count = (source: string, label: string): StyleSpecification['layers'] => [
    {
      id: `${source}-round`, source, type: 'circle', filter: ['has', 'point_count'],
      paint: {
        'circle-color': p.sheet, 'circle-stroke-color': p.accent, 'circle-stroke-width': 2,
        'circle-radius': ['interpolate', ['linear'], ['log10', ['get', 'point_count']], 0, 11, 2, 17, 5, 28],
      },
    },
    {
      id: `${source}-count`, source, type: 'symbol', filter: ['has', 'point_count'],
      layout: { 'text-field': ['get', label], 'text-size': 12, 'text-allow-overlap': true, 'text-ignore-placement': true },
      paint: { 'text-color': p.ink },
    },
  ];
  return {
    version: 8,
    sources: {
      base: { type: 'geojson', data: base, attribution: 'Natural Earth', tolerance: 0.2 },
      ...(tiles ? { tiles: { type: 'raster' as const, tiles: [tiles], tileSize: 256 } } : {}),
      box: points(),
      pins: points({ cluster: true, clusterRadius: 26, clusterMaxZoom: 11 }),
      groups: points(),
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': p.sea } },
      { id: 'land', source: 'base', type: 'fill', paint: { 'fill-color': p.land } },
      { id: 'border', source: 'base', type: 'line', paint: { 'line-color': p.border, 'line-width': 0.8 } },
      ...(tiles ? [{ id: 'tiles', source: 'tiles', type: 'raster' as const }] : []),
      {
        id: 'names', source: 'base', type: 'symbol', minzoom: 2,
        layout: { 'text-field': ['get', 'name'], 'text-size': 11, 'text-max-width': 7, 'text-padding': 12 },
        paint: { 'text-color': p.quiet, 'text-halo-color': p.land, 'text-halo-width': 1 },
      },
      { id: 'box-fill', source: 'box', type: 'fill', paint: { 'fill-color': p.accent, 'fill-opacity': 0.1 } },
      { id: 'box-line', source: 'box', type: 'line', paint: { 'line-color': p.accent, 'line-width': 1.5 } },
      ...count('groups', 'label'),
      ...count('pins', 'point_count_abbreviated'),
      {
        id: 'on', source: 'pins', type: 'circle', filter: ['==', ['get', 'home'], ''],
        paint: { 'circle-radius': 14, 'circle-color': p.accent, 'circle-opacity': 0.18, 'circle-stroke-color': p.accent, 'circle-stroke-width': 2 },
      },
      {
        id: 'pin', source: 'pins', type: 'symbol', filter: ['!', ['has', 'point_count']],
        layout: { 'icon-image': ['concat', 'pin-', ['get', 'standing']], 'icon-allow-overlap': true, 'icon-ignore-placement': true },
      },
    ],
  };
}

/** Puts the shapes of standings among the map's images. */
export function shapes(map: LibreMap, p: Palette) {
  for (const standing of ORDER) {
    const name = `pin-${standing}`;
    if (map.hasImage(name)) map.removeImage(name);
    map.addImage(name, image(standing, p.standing[standing], p.sheet), { pixelRatio: 2 });
  }
}
