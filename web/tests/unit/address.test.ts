import { describe, expect, it } from 'vitest';
import { filter, filtered, mistakes, nothing, read, reportFilter, toggled, without, write } from '../../src/lib/state/address';

describe('an address', () => {
  it('holds the whole state and gives it back', () => {
    const state = {
      ...nothing(), from: '2024-03', to: '2024-03-09', type: ['bombing', 'arson'], standing: ['denied'], country: ['IQ'],
      publisher: ['Gulf Ledger'], actor: ['كتائب السيف'], actor_role: 'perpetrator', text: 'two drones', several: true,
      bbox: [43.5, 35.25, 45, 37] as [number, number, number, number], at: { lat: 36.55, lon: 44.35, zoom: 6.5 }, on: 'inc_be2bfe6e',
    };
    expect(read(write(state))).toEqual({ ...state, type: ['arson', 'bombing'] });
  });
  it('is the same for equal states, whatever the order of choosing', () => {
    const one = { ...nothing(), type: ['bombing', 'arson'], stage: ['attempted'] };
    const other = { ...nothing(), stage: ['attempted'], type: ['arson', 'bombing'] };
    expect(write(one)).toBe(write(other));
  });
  it('is empty for nothing', () => {
    expect(write(nothing())).toBe('');
    expect(filtered(nothing())).toBe(false);
  });
  it('leaves out parts that mean nothing', () => {
    expect(read('from=soon&bbox=5,5,1,1&at=99,0,3&actor_role=king&type=&several=1')).toEqual(nothing());
    expect(read('bbox=1,2,3&at=a,b,c')).toEqual(nothing());
  });
  it('says what of it filters nothing', () => {
    const of = (query: string, more?: string[]) => mistakes(query, more).map((m) => `${m.name} ${m.value}`);
    expect(of('from=soon&to=2024-13x&bbox=5,5,1,1&at=99,0,3&tpye=bombing&several=1&type=&format=csv')).toEqual([
      'from soon', 'to 2024-13x', 'bbox 5,5,1,1', 'at 99,0,3', 'tpye bombing', 'several 1', 'format csv',
    ]);
    expect(of('actor_role=king&actor=x')).toEqual(['actor_role king']);
    expect(of('actor_role=target')).toEqual(['actor_role target']);
    expect(of('format=csv&who=public', ['format', 'who'])).toEqual([]);
    expect(of(write({ ...nothing(), from: '2024', type: ['bombing'], bbox: [1, 2, 3, 4], at: { lat: 1, lon: 2, zoom: 3 }, on: 'inc_1', text: 'a', undated: true }))).toEqual([]);
    expect(mistakes('from=soon')[0]!.why).toContain('2024-03-05');
    expect(without('from=soon&type=bombing', 'from')).toBe('type=bombing');
  });
  it('asks the book neither for the camera nor for the choice', () => {
    const state = { ...nothing(), at: { lat: 1, lon: 2, zoom: 3 }, on: 'inc_1' };
    expect(filter(state)).toEqual({});
    expect(filtered(state)).toBe(false);
  });
  it('asks counts of reports without what only linked incidents know', () => {
    expect(reportFilter({ ...nothing(), several: true, conflicts: true, text: 'fire' })).toEqual({ text: 'fire' });
  });
  it('names a role only beside an actor', () => {
    expect(filter({ ...nothing(), actor_role: 'target' })).toEqual({});
  });
});

describe('a list', () => {
  it('takes a value in and out', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  });
});
