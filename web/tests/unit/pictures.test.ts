import { parse } from '../../src/lib/words/csv';
import { describe, expect, it } from 'vitest';
import type { Pin, Timeline } from '../../src/lib/api/types';
import { graph, holdsOn } from '../../src/lib/actors/graph';
import type { RelationRow } from '../../src/lib/api/types';
import type { Palette } from '../../src/lib/map/palette';
import { distinct } from '../../src/lib/map/pins';
import { escaped, mapPicture, timelinePicture } from '../../src/lib/map/picture';
import { unwrapped } from '../../src/lib/map/rings';
import { after, bounds, covered, filled, touched } from '../../src/lib/time/bins';

const pin = (id: string, home: string): Pin => ({ id, home, lat: 36, lon: 44, place: 'Harir', level: 'locality', day: null, type: 'bombing', stage: 'accomplished', standing: 'contested', review: 'unreviewed', aggregate: false });
const colours = { standing: { contested: '#703090' } } as unknown as Palette;

describe('pins', () => {
  it('are one for an incident, that of the report it is named by', () => {
    expect(distinct([pin('inc_a', 'inc_b'), pin('inc_b', 'inc_b'), pin('inc_c', 'inc_c')]).map((p) => p.id)).toEqual(['inc_b', 'inc_c']);
  });
});

describe('a pin', () => {
  it('has the standing of the incident over all accounts, where it is known', () => {
    expect(distinct([pin('inc_a', 'inc_a')], new Map([['inc_a', 'denied']]))[0]!.standing).toBe('denied');
    expect(distinct([pin('inc_a', 'inc_a')])[0]!.standing).toBe('contested');
  });
});

describe('a picture', () => {
  it('holds words as text, never as markup', () => {
    expect(escaped('<b>&"')).toBe('&#60;b&#62;&#38;&#34;');
    const svg = mapPicture({ type: 'FeatureCollection', features: [] }, { total: 1, without_point: 0, clustered: false, pins: [pin('a', 'a')], clusters: [] }, [40, 30, 50, 40], colours, { title: '<script>', note: '' });
    expect(svg).not.toContain('<script>');
    expect(svg.match(/<path d="M0,-6A/g)).toHaveLength(1);
  });
  it('draws each bin of the timeline', () => {
    const timeline: Timeline = { step: 'day', total: 3, undated: 0, bins: [{ from: '2024-03-01', to: '2024-03-01', count: 1, standing: { contested: 1 } }, { from: '2024-03-03', to: '2024-03-03', count: 2, standing: { contested: 2 } }] };
    expect(timelinePicture(timeline, colours, { title: '', note: '' }).match(/fill="#703090"/g)!.length).toBeGreaterThanOrEqual(2);
  });
});

describe('an outline', () => {
  it('that reaches over the 180th meridian goes on beyond it, and comes again on the other side', () => {
    const ring = [[170, 60], [180, 65], [-170, 66], [-175, 60], [170, 60]];
    expect(unwrapped([[ring]])).toEqual([[[[170, 60], [180, 65], [190, 66], [185, 60], [170, 60]]], [[[-190, 60], [-180, 65], [-170, 66], [-175, 60], [-190, 60]]]]);
  });
  it('elsewhere, or round the pole, stays as it is', () => {
    const ring = [[10, 0], [20, 0], [20, 10], [10, 0]];
    const pole = [[-180, -90], [180, -90], [180, -70], [-180, -70], [-180, -90]];
    expect(unwrapped([[ring], [pole]])).toEqual([[ring], [pole]]);
  });
});

describe('bins', () => {
  const bin = (from: string, to: string, count = 1) => ({ from, to, count, standing: {} });
  const timeline: Timeline = { step: 'month', total: 2, undated: 0, bins: [bin('2023-12-01', '2023-12-31'), bin('2024-03-01', '2024-03-31')] };
  it('follow one another over the ends of years', () => {
    expect(after('2023-12-01', 'month')).toBe('2024-01-01');
    expect(after('2024-02-28', 'day')).toBe('2024-02-29');
    expect(after('2024-02-26', 'week')).toBe('2024-03-04');
  });
  it('that hold nothing stand between', () => {
    expect(filled(timeline).map((b) => [b.from, b.to, b.count])).toEqual([
      ['2023-12-01', '2023-12-31', 1], ['2024-01-01', '2024-01-31', 0], ['2024-02-01', '2024-02-29', 0], ['2024-03-01', '2024-03-31', 1],
    ]);
  });
  it('that are few stand among empty ones', () => {
    const lone: Timeline = { step: 'year', total: 1, undated: 0, bins: [bin('2024-01-01', '2024-12-31')] };
    expect(filled(lone, 4).map((b) => b.from)).toEqual(['2023-01-01', '2024-01-01', '2025-01-01', '2026-01-01']);
    expect(filled(lone, 4)).toHaveLength(4);
    expect(filled(lone, 4).filter((b) => b.count)).toHaveLength(1);
  });
  it('are brushed from either side', () => {
    const bins = filled(timeline);
    expect(covered(bins, 3, 1)).toEqual({ from: '2024-01-01', to: '2024-03-31' });
    expect(touched(bins, '2024-01', '2024-02')).toEqual({ first: 1, last: 2 });
    expect(touched(bins, '2030', '')).toBe(null);
    expect(touched(bins, '', '')).toBe(null);
  });
  it('know what a part of a day means', () => {
    expect(bounds('2024-02', true)).toBe('2024-02-29');
    expect(bounds('2024', false)).toBe('2024-01-01');
  });
});

describe('relations', () => {
  const row = (subject: string, object: string, since: string | null = null, until: string | null = null): RelationRow =>
    ({ subject_key: subject, object_key: object, relation: { subject: { name: subject }, object: { name: object }, type: 'front_of', since, until } }) as unknown as RelationRow;
  it('hold on days between their first and last', () => {
    expect(holdsOn(row('a', 'b', '2024-01-01', '2024-06-30'), '2024-03')).toBe(true);
    expect(holdsOn(row('a', 'b', '2024-01-01'), '2023')).toBe(false);
    expect(holdsOn(row('a', 'b'), '2023')).toBe(true);
  });
  it('give one picture, whatever their order', () => {
    const rows = [row('a', 'b'), row('b', 'c'), row('d', 'a')];
    expect(graph(rows).nodes).toEqual(graph([...rows].reverse()).nodes);
    for (const n of graph(rows).nodes) expect([n.x, n.y].every((v) => v >= 0 && v <= 1)).toBe(true);
  });
  it('worded twice are one edge', () => {
    expect(graph([row('a', 'b'), row('a', 'b')]).edges).toHaveLength(1);
  });
});

describe('CSV', () => {
  it('is read with quotes, line ends and commas in cells', () => {
    expect(parse('a,b\r\n"1, ""x""\ny",2\n3,\n')).toEqual([{ a: '1, "x"\ny', b: '2' }, { a: '3', b: '' }]);
    expect(parse('')).toEqual([]);
  });
});
