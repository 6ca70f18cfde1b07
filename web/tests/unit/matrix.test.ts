import { describe, expect, it } from 'vitest';
import type { Account, IncidentView, Linked } from '../../src/lib/api/types';
import { columns, joined, matrix } from '../../src/lib/incident/matrix';

const account = (published: string | null, copy_of: number | null = null): Account => ({
  article: 'art_1', input: 'a.txt', also: [], local: 'i1', report: `inc_${published}`, publisher: 'Harbour Wire', published,
  follow_up: false, copy_of, state: 'unreviewed', reliability: null, credibility: null,
});

describe('columns', () => {
  it('stand in the order of time, undated ones last', () => {
    expect(columns([account('2024-03-06'), account(null), account('2024-03-05')]).map((c) => c.account)).toEqual([2, 0, 1]);
  });
  it('hold copies of one text as one', () => {
    expect(columns([account('2024-03-05'), account('2024-03-06', 0), account('2024-03-07', 1)])).toEqual([{ account: 0, copies: [1, 2] }]);
  });
  it('end where copies name each other in a ring', () => {
    const found = columns([account('2024-03-05', 1), account('2024-03-06', 0)]);
    expect(found.flatMap((c) => [c.account, ...c.copies]).sort()).toEqual([0, 1]);
  });
});

describe('cells', () => {
  const cols = columns([account('2024-03-01'), account('2024-03-02'), account('2024-03-03'), account('2024-03-04')]);
  it('are joined where neighbours agree', () => {
    const cells = joined(cols, [{ text: '2', accounts: [0, 1, 3] }, { text: '3', accounts: [2] }]);
    expect(cells.map((c) => [c.text, c.span, c.value])).toEqual([['2', 2, 0], ['3', 1, 1], ['2', 1, 0]]);
  });
  it('are silent where nothing is told, and silences are joined too', () => {
    expect(joined(cols, [{ text: '2', accounts: [3] }]).map((c) => [c.span, c.value])).toEqual([[3, -1], [1, 0]]);
  });
  it('cover every column once', () => {
    const cells = joined(cols, [{ text: 'a', accounts: [0, 2] }, { text: 'b', accounts: [1] }]);
    expect(cells.reduce((n, c) => n + c.span, 0)).toBe(cols.length);
    expect(cells.flatMap((c) => c.accounts)).toEqual([0, 1, 2, 3]);
  });
  it('take what only the copy of an account tells', () => {
    const copied = columns([account('2024-03-01'), account('2024-03-02', 0)]);
    expect(joined(copied, [{ text: '2', accounts: [1] }])).toEqual([{ text: '2', span: 1, accounts: [0], value: 0 }]);
  });
});

describe('the matrix', () => {
  const record = (name: string) => ({
    record: { perpetrators: name ? [{ name, basis: 'claimed' }] : [], weapons: [], targets: [], outcome: { damage: null } },
  }) as unknown as IncidentView;
  const linked = {
    accounts: [account('2024-03-01'), account('2024-03-02')],
    matrix: [
      { property: 'killed', values: [{ text: '2', accounts: [0] }, { text: '3', accounts: [1] }], conflict: true },
      { property: 'type', values: [{ text: 'drone attack', accounts: [0, 1] }], conflict: false },
    ],
  } as unknown as Linked;

  it('puts type and doer before the counts and keeps conflicts of the book', () => {
    const lines = matrix(linked, [record('Tal Noor Front'), record('Banner of Tal Noor')]);
    expect(lines.map((l) => [l.property, l.conflict, l.differs])).toEqual([['type', false, false], ['who', false, true], ['killed', true, true]]);
  });
  it('joins names that differ only in case', () => {
    const who = matrix(linked, [record('Tal Noor Front'), record('TAL NOOR FRONT')]).find((l) => l.property === 'who');
    expect(who?.cells).toHaveLength(1);
  });
});
