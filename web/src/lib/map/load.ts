// Brings the map in when it is needed.
//
// Owns: its scripts (scripts/map-parts.mjs) and the base map as GeoJSON. Out: MapLibre and the countries.
import type * as MapLibre from 'maplibre-gl';
import type { FeatureCollection } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { parts } from './parts';
import { plainOutlines } from './rings';

export type Library = typeof MapLibre;

function script(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = src;
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(`${src} did not load`));
    document.head.append(element);
  });
}

let library: Promise<Library> | null = null;
export function maplibre(): Promise<Library> {
  library ??= (async () => {
    await script(parts.shared);
    await script(parts.main);
    const found = (globalThis as unknown as { maplibregl: Library }).maplibregl;
    found.setWorkerUrl(parts.worker);
    return found;
  })();
  return library;
}

let base: Promise<FeatureCollection> | null = null;
/** Countries of the world, each with its `name`. */
export function countries(): Promise<FeatureCollection> {
  base ??= (async () => {
    const topology = (await (await fetch(parts.base)).json()) as Topology<{ countries: GeometryCollection }>;
    return plainOutlines(feature(topology, topology.objects.countries) as FeatureCollection);
  })();
  return base;
}
