// The map and the timeline as pictures for papers.
//
// Owns: drawing SVG text from what the page shows, and turning it into PNG. In: pins, countries, bins, colours. Out:
// SVG. Refuses: anything that is not plain shapes and text; words are escaped.
import type { FeatureCollection, Geometry, Position } from 'geojson';
import type { MapAnswer, Timeline } from '../api/types';
import type { Box } from '../state/address';
import { filled, labels } from '../time/bins';
import { ORDER, STANDINGS } from '../words/phrase';
import { visible } from '../words/visible';
import type { Palette } from './palette';
import { brief, distinct, outline } from './pins';

export const escaped = (text: string): string => visible(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const rad = Math.PI / 180;
/** Web Mercator, as on the screen, in units of the world's width. */
const mercator = (lon: number, lat: number): [number, number] => {
  const cut = Math.max(-85, Math.min(85, lat));
  return [(lon + 180) / 360, 0.5 - Math.log(Math.tan(Math.PI / 4 + (cut * rad) / 2)) / (2 * Math.PI)];
};

function rings(geometry: Geometry | null): Position[][] {
  if (geometry?.type === 'Polygon') return geometry.coordinates;
  if (geometry?.type === 'MultiPolygon') return geometry.coordinates.flat();
  return [];
}

export interface Caption { title: string; note: string }

function frame(width: number, height: number, p: Palette, caption: Caption, body: string): string {
  const text = (x: number, y: number, size: number, fill: string, words: string) =>
    `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}">${escaped(words)}</text>`;
  let x = 12;
  const legend = ORDER.map((s) => {
    const here = x;
    x += 24 + STANDINGS[s].word.length * 6.5;
    return `<g transform="translate(${here + 6},${height - 34})">${pin(s, p, 5)}</g>${text(here + 16, height - 30, 12, p.ink, STANDINGS[s].word)}`;
  }).join('');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif">` +
    `<rect width="${width}" height="${height}" fill="${p.sheet}"/>${text(12, 22, 15, p.ink, caption.title)}${body}${legend}` +
    `${text(12, height - 10, 11, p.quiet, caption.note)}</svg>`
  );
}

function pin(standing: (typeof ORDER)[number], p: Palette, r: number): string {
  const colour = p.standing[standing];
  const half = standing === 'contested';
  const shape = `<path d="${outline(standing, r)}" fill="${half ? p.sheet : colour}" stroke="${half ? colour : p.sheet}" stroke-width="1"/>`;
  return half ? `${shape}<path d="M0,${-r}A${r},${r} 0 0 0 0,${r}Z" fill="${colour}"/>` : shape;
}

/** The map within `view`. */
export function mapPicture(world: FeatureCollection, answer: MapAnswer, view: Box, p: Palette, caption: Caption): string {
  const width = 1000;
  const [x0, y1] = mercator(view[0], view[1]);
  const [x1, y0] = mercator(view[2], view[3]);
  const inner = Math.max(200, Math.min(900, Math.round((width * (y1 - y0)) / (x1 - x0))));
  const scale = width / (x1 - x0);
  const put = (lon: number, lat: number): [number, number] => {
    const [x, y] = mercator(lon, lat);
    return [(x - x0) * scale, (y - y0) * scale];
  };
  const short = (n: number) => n.toFixed(1);
  const land = world.features
    .flatMap((f) => rings(f.geometry))
    .map((ring) => ring.map((c) => put(c[0]!, c[1]!)))
    .filter((ring) => ring.some(([x, y]) => x > -400 && x < width + 400 && y > -400 && y < inner + 400))
    .map((ring) => `M${ring.map(([x, y]) => `${short(x)},${short(y)}`).join('L')}Z`)
    .join('');
  const inside = ([x, y]: [number, number]) => x >= 0 && x <= width && y >= 0 && y <= inner;
  const pins = distinct(answer.pins)
    .map((d) => ({ d, at: put(d.lon, d.lat) }))
    .filter(({ at }) => inside(at))
    .map(({ d, at }) => `<g transform="translate(${short(at[0])},${short(at[1])})">${pin(d.standing, p, 6)}</g>`);
  const groups = answer.clusters
    .map((c) => ({ c, at: put(c.lon, c.lat) }))
    .filter(({ at }) => inside(at))
    .map(({ c, at }) => {
      const r = 8 + 4 * Math.log10(c.count);
      return `<g transform="translate(${short(at[0])},${short(at[1])})"><circle r="${short(r)}" fill="${p.sheet}" stroke="${p.accent}" stroke-width="2"/><text text-anchor="middle" y="4" font-size="11" fill="${p.ink}">${brief(c.count)}</text></g>`;
    });
  const body =
    `<svg y="34" width="${width}" height="${inner}"><rect width="${width}" height="${inner}" fill="${p.sea}"/>` +
    `<path d="${land}" fill="${p.land}" stroke="${p.border}" stroke-width="0.7" fill-rule="evenodd"/>${groups.join('')}${pins.join('')}</svg>`;
  return frame(width, inner + 90, p, caption, body);
}

/** The timeline, by standing. */
export function timelinePicture(timeline: Timeline, p: Palette, caption: Caption): string {
  const width = 1000;
  const tall = 220;
  const bins = filled(timeline, 12);
  const step = Math.min(60, (width - 60) / Math.max(1, bins.length));
  const most = Math.max(1, ...bins.map((b) => b.count));
  const bars = bins.map((bin, i) => {
    let y = 40 + tall;
    return ORDER.map((s) => {
      const h = ((bin.standing[s] ?? 0) / most) * tall;
      y -= h;
      return h ? `<rect x="${(46 + i * step).toFixed(1)}" y="${y.toFixed(1)}" width="${(step * 0.84).toFixed(1)}" height="${h.toFixed(1)}" fill="${p.standing[s]}"/>` : '';
    }).join('');
  });
  const names = labels(bins, 12).map((l) => `<text x="${(46 + l.at * step).toFixed(1)}" y="${tall + 56}" font-size="11" fill="${p.quiet}">${escaped(l.text)}</text>`);
  const scale = `<text x="38" y="50" text-anchor="end" font-size="11" fill="${p.quiet}">${most}</text><text x="38" y="${tall + 40}" text-anchor="end" font-size="11" fill="${p.quiet}">0</text><path d="M44,40V${40 + tall}H${width - 12}" fill="none" stroke="${p.line}"/>`;
  return frame(width, tall + 120, p, caption, scale + bars.join('') + names.join(''));
}

/** Hands a picture to the reader as a file. */
export async function save(svg: string, name: string, as: 'svg' | 'png') {
  const source = new Blob([svg], { type: 'image/svg+xml' });
  const blob = as === 'svg' ? source : await raster(source);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${as}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function raster(source: Blob): Promise<Blob> {
  const address = URL.createObjectURL(source);
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  return new Promise((resolve, reject) => canvas.toBlob((b) => (b ? resolve(b) : reject(new Error('the picture is too large'))), 'image/png'));
}
