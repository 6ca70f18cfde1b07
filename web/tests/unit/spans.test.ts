import { describe, expect, it } from 'vitest';
import type { Mark } from '../../src/lib/api/types';
import { paragraphs, runs } from '../../src/lib/words/spans';

const mark = (start: number, end: number, key: string, role = 'place'): Mark => ({ start, end, key, role, title: '', incident: null, claim: null });

describe('runs', () => {
  it('count code points, not units of UTF-16', () => {
    const body = '𝔘𝔯 fell';
    const found = runs(body, [mark(0, 2, 'p')]);
    expect(found.map((r) => r.text)).toEqual(['𝔘𝔯', ' fell']);
  });
  it('are cut where marks begin and end, and hold all that cover them', () => {
    const found = runs('abcdef', [mark(0, 6, 'clause', 'incident'), mark(2, 4, 'place')]);
    expect(found.map((r) => [r.text, r.marks.map((m) => m.key)])).toEqual([['ab', ['clause']], ['cd', ['clause', 'place']], ['ef', ['clause']]]);
  });
  it('lose no letter and invent none', () => {
    const body = 'One.\n\nاثنان.\nThree.';
    expect(runs(body, [mark(3, 9, 'x'), mark(5, 400, 'y'), mark(-1, 2, 'z'), mark(500, 600, 'w')]).map((r) => r.text).join('')).toBe(body);
  });
});

describe('paragraphs', () => {
  it('break at line ends and keep offsets', () => {
    const found = paragraphs(runs('ab\n\ncd', [mark(1, 5, 'x')]));
    expect(found.map((p) => p.map((r) => [r.start, r.end, r.text, r.marks.length]))).toEqual([[[0, 1, 'a', 0], [1, 2, 'b', 1]], [[4, 5, 'c', 1], [5, 6, 'd', 0]]]);
  });
});
