import { describe, expect, it } from 'vitest';
import type { Decided, IncidentView, Question } from '../../src/lib/api/types';
import { agreement, kappa } from '../../src/lib/agree/kappa';
import { alike, answer, ordered, picked, shownOf, split } from '../../src/lib/review/ruling';

const view = (id: string, published: string, more: object = {}): IncidentView =>
  ({ id, article: { published }, standing: { standing: 'reported' }, record: { type: 'bombing', stage: 'accomplished', aggregate: false, ...more } }) as unknown as IncidentView;
const question = (more: Partial<Question>): Question => ({
  kind: 'record', key: 'record:inc_a', question: 'Is this right?', why: 'nobody looked', subjects: ['inc_a'], property: null, candidates: [],
  acts: ['accept', 'reject', 'correct'], uncertainty: 1, impact: 1, worth: 1, ...more,
});
const merge = question({ kind: 'merge', key: 'merge:inc_a:inc_b', subjects: ['inc_a', 'inc_b'], acts: ['same', 'different', 'part-of', 'duplicate'] });

describe('an answer', () => {
  it('to a record accepts or rejects it', () => {
    expect(answer(question({}), 'accept', [], 's')?.rulings).toEqual([{ act: 'accept', subjects: ['inc_a'], shown: 's' }]);
    expect(answer(question({}), 'reject', [], 's')?.rulings[0]?.act).toBe('reject');
  });
  it('to a pair joins or parts it', () => {
    expect(answer(merge, 'accept', [], '')?.rulings[0]?.act).toBe('same');
    expect(answer(merge, 'split', [], '')?.rulings[0]?.act).toBe('different');
  });
  it('names the copy before the original and the part before the whole', () => {
    const views = [view('inc_a', '2024-03-01'), view('inc_b', '2024-03-02', { aggregate: false })];
    expect(ordered('duplicate', ['inc_a', 'inc_b'], views)).toEqual(['inc_b', 'inc_a']);
    const whole = [view('inc_a', '2024-03-01', { aggregate: true }), view('inc_b', '2024-03-02')];
    expect(ordered('part_of', ['inc_a', 'inc_b'], whole)).toEqual(['inc_b', 'inc_a']);
  });
  it('is none where the question does not take it', () => {
    expect(answer(question({}), 'part', [], '')).toBe(null);
    expect(answer(question({ kind: 'tally' }), 'accept', [], '')).toBe(null);
  });
  it('to approve stands for all accounts', () => {
    expect(answer(question({ kind: 'approve' }), 'accept', [], '')?.rulings[0]).toMatchObject({ act: 'approve', linked: true });
  });
});

describe('a candidate', () => {
  const q = question({ kind: 'number', property: 'killed', subjects: ['inc_a', 'inc_b'], candidates: [{ value: '2', set: '2', reports: ['inc_a'], words: 'two died' }, { value: '3', set: '3', reports: ['inc_b'], words: null }] });
  it('is set where it is not told, with the words as reason', () => {
    expect(picked(q, 0, 's')?.rulings[0]).toMatchObject({ act: 'correct', subjects: ['inc_b'], property: 'killed', value: '2', reason: 'candidate 1 of 2: “two died”' });
  });
  it('that is not there is no answer', () => {
    expect(picked(q, 5, '')).toBe(null);
  });
});

describe('splitting', () => {
  it('parts one account from each of the others', () => {
    expect(split('inc_a', ['inc_b', 'inc_c'], '').rulings.map((r) => r.subjects)).toEqual([['inc_a', 'inc_b'], ['inc_a', 'inc_c']]);
  });
});

describe('what was shown', () => {
  it('says so when it was hidden', () => {
    expect(shownOf(merge, 'x', true)).toContain('hidden');
    expect(shownOf(merge, 'x', false)).toContain('| x');
  });
  it('is never too long for the book', () => {
    expect(Array.from(shownOf(question({ why: '𝔘'.repeat(5000) }), '', false))).toHaveLength(2000);
  });
});

describe('a batch', () => {
  it('holds only records that read alike', () => {
    const queue = ['inc_a', 'inc_b', 'inc_c'].map((id) => question({ key: `record:${id}`, subjects: [id] }));
    const views = new Map([['inc_a', view('inc_a', '')], ['inc_b', view('inc_b', '')], ['inc_c', view('inc_c', '', { type: 'arson' })]]);
    expect(alike(queue[0]!, queue, views).map((q) => q.key)).toEqual(['record:inc_a', 'record:inc_b']);
  });
  it('is none for pairs', () => {
    expect(alike(merge, [merge, merge], new Map())).toEqual([]);
  });
});

describe('kappa', () => {
  it('is 1 for all, 0 for chance, less below it', () => {
    expect(kappa([['a', 'a'], ['b', 'b']])).toBe(1);
    expect(kappa([['a', 'a'], ['a', 'b'], ['b', 'a'], ['b', 'b']])).toBeCloseTo(0);
    expect(kappa([['a', 'b'], ['b', 'a']])).toBe(-1);
  });
  it('is none for too few answers, or where all are one', () => {
    expect(kappa([['a', 'a']])).toBe(null);
    expect(kappa([['a', 'a'], ['a', 'a']])).toBe(null);
  });
  it('counts the first answer of each person by field, and lists what differs', () => {
    const d = (entry: number, by: string, value: string, incident: string, undone: number | null = null) =>
      ({ entry, by, act: 'correct', property: 'killed', value, subjects: [{ incident }], undone }) as unknown as Decided;
    const found = agreement([d(1, 'ana', '2', 'x'), d(2, 'bo', '2', 'x'), d(3, 'ana', '3', 'y'), d(4, 'bo', '4', 'y'), d(5, 'bo', '3', 'y'), d(6, 'cy', '9', 'x', 7)]);
    expect(found.fields).toEqual([{ field: 'killed', people: ['ana', 'bo'], shared: 2, agreed: 1, kappa: expect.any(Number) as number }]);
    expect(found.splits.map((s) => s.about)).toEqual(['y']);
  });
});
