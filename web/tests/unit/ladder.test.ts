import { describe, expect, it } from 'vitest';
import type { LadderStep } from '../../src/lib/api/types';
import { dayNumber, isoDay, ladder, tickStep } from '../../src/lib/incident/ladder';

const step = (day: string | null): LadderStep => ({ day, speaker: 'Tal Noor Front', act: 'claims_responsibility', property: 'whole', via: [], words: '', accounts: [0] });

describe('the ladder', () => {
  it('places steps between 0 and 1 in the order of their days', () => {
    const { rungs } = ladder([step('2024-03-04'), step('2024-03-06'), step('2024-03-20')], ['2024-03-03', '2024-03-04'], []);
    const at = rungs.map((r) => r.at!);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    expect(Math.min(...at)).toBeGreaterThan(0);
    expect(Math.max(...at)).toBeLessThan(1);
  });
  it('puts equal days on one place, each in its row', () => {
    const { rungs } = ladder([step('2024-03-04'), step('2024-03-04')], null, []);
    expect(rungs[0]!.at).toBe(rungs[1]!.at);
    expect(rungs.map((r) => r.row)).toEqual([0, 1]);
  });
  it('dates nothing that is undated', () => {
    expect(ladder([step(null)], null, [{ published: '2024-03-06' }]).rungs[0]!.at).toBe(null);
    expect(ladder([step(null)], null, [{ published: null }])).toEqual({ rungs: [{ step: step(null), at: null, row: 0 }], band: null, published: [], ticks: [] });
  });
  it('shows the incident as a span and publications of one day as one mark', () => {
    const { band, published } = ladder([], ['2024-03-01', '2024-03-03'], [{ published: '2024-03-05' }, { published: '2024-03-05T08:00:00Z' }]);
    expect(band!.to).toBeGreaterThan(band!.from);
    expect(published).toHaveLength(1);
    expect(published[0]!.accounts).toEqual([0, 1]);
  });
  it('takes the known end of a span that is open', () => {
    const { band } = ladder([], [null, '2024-03-03'], []);
    expect(band!.from).toBe(band!.to);
  });
  it('has few ticks, however long the time', () => {
    for (const days of [1, 6, 40, 400, 9000]) expect(days / tickStep(days, 7)).toBeLessThanOrEqual(7);
  });
});

describe('days', () => {
  it('are counted and written back', () => {
    expect(isoDay(dayNumber('2024-02-29')!)).toBe('2024-02-29');
    expect(dayNumber('soon')).toBe(null);
  });
});
