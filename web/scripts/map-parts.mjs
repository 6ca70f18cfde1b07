// Makes the parts of the map that are served as files of their own: public/map/.
//
// MapLibre's single file starts its worker from a blob, which the Content-Security-Policy forbids, and its CSP build
// carries what both share twice (+100 KB gzip). The single file consists of three modules; here they become three
// scripts. The base map is Natural Earth 1:50m from `world-atlas`, its lines thinned to what the zoom levels show.
import { mkdirSync, readFileSync, writeFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { presimplify, quantile, simplify, filter, filterAttachedWeight } from 'topojson-simplify';
import { quantize } from 'topojson-client';

const require = createRequire(import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'public', 'map');
const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'maplibre-gl', 'package.json'), 'utf8'));
const source = readFileSync(require.resolve('maplibre-gl/dist/maplibre-gl.js'), 'utf8');

/** The text of a module's factory: from `define("name",[…],(` to the `));` before the next one. */
function factory(name, next) {
  const start = source.indexOf(`define("${name}",[`);
  const end = next ? source.indexOf(`define("${next}",[`) : source.indexOf('//\n// Our custom intro');
  if (start < 0 || end < start) throw new Error(`maplibre-gl.js has no module "${name}": its build has changed`);
  const text = source.slice(start, end).trim();
  const open = text.indexOf('],(') + 3;
  if (!text.endsWith('));') || open < 3) throw new Error(`the module "${name}" of maplibre-gl.js has another form`);
  return text.slice(open, -3);
}

const notice = `/* MapLibre GL JS ${version}, BSD-3-Clause, https://github.com/maplibre/maplibre-gl-js */\n`;
const name = (part) => `maplibre-${version}-${part}.js`;
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const write = (part, text) => writeFileSync(join(out, name(part)), notice + text);
write('shared', `self.maplibreShared={};(${factory('shared', 'worker')})(self.maplibreShared);\n`);
write('worker', `importScripts(${JSON.stringify(name('shared'))});(${factory('worker', 'index')})(self.maplibreShared);\n`);
write('main', `self.maplibregl={};(${factory('index')})(self.maplibregl,self.maplibreShared);\n`);

const world = JSON.parse(readFileSync(require.resolve('world-atlas/countries-50m.json'), 'utf8'));
const weighed = presimplify(world);
const least = quantile(weighed, 0.2);
const thin = filter(simplify(weighed, least), filterAttachedWeight(weighed, least));
const base = quantize(thin, 1e4);
for (const object of Object.values(base.objects)) {
  for (const geometry of object.geometries ?? []) geometry.properties = { name: geometry.properties?.name ?? '' };
}
delete base.objects.land;
writeFileSync(join(out, 'base.json'), JSON.stringify(base));

writeFileSync(
  join(root, 'src', 'lib', 'map', 'parts.ts'),
  `// Written by scripts/map-parts.mjs.\nexport const parts = {\n` +
    ['shared', 'worker', 'main'].map((p) => `  ${p}: '/map/${name(p)}',\n`).join('') +
    `  base: '/map/base.json',\n};\n`,
);
