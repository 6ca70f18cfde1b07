import { describe, expect, it } from 'vitest';
import { ACTIONS, clashes, meaning, parse, standard } from '../../src/lib/keys/keymap';

describe('the standard keymap', () => {
  it('has no clash', () => {
    expect(clashes(standard())).toEqual([]);
  });
  it('has the keys that reviewers of other programs know', () => {
    const expected: [string, string][] = [
      ['j', 'next'], ['k', 'previous'], ['h', 'field-before'], ['l', 'field-after'], ['a', 'accept'], ['x', 'reject'], ['u', 'unsure'],
      ['e', 'edit'], ['m', 'merge'], ['s', 'split'], ['g', 'span'], ['c', 'comment'], ['f', 'flag'], ['z', 'undo'], ['/', 'search'], ['?', 'help'], ['p', 'precision'],
    ];
    for (const [key, action] of expected) expect(meaning(standard(), key, ['review'])).toBe(action);
  });
  it('gives every action a key', () => {
    for (const action of ACTIONS) expect(standard()[action.name]?.length).toBeGreaterThan(0);
  });
});

describe('a keymap', () => {
  it('may not put two actions of a page on one key', () => {
    expect(clashes({ ...standard(), accept: ['x'] })).toEqual(['x is both “accept” and “reject”']);
  });
  it('may not put a key of a page on one of everywhere', () => {
    expect(clashes({ ...standard(), accept: ['/'] })).toEqual(['/ is both “search” and “accept”']);
  });
  it('may use one key on two pages', () => {
    expect(clashes({ ...standard(), 'next-mark': ['a'] })).toEqual([]);
  });
  it('may take no key of the browser and no digit', () => {
    expect(clashes({ ...standard(), accept: ['Tab'] })[0]).toContain('browser');
    expect(clashes({ ...standard(), accept: ['Ctrl+a'] })[0]).toContain('browser');
    expect(clashes({ ...standard(), accept: ['3'] })[0]).toContain('digit');
    expect(clashes({ ...standard(), dance: ['q'] })[0]).toContain('no action');
  });
});

describe('a keymap file', () => {
  it('changes what it names and nothing else', () => {
    const keymap = parse('{"accept": "y", "history": ["t"]}');
    expect(keymap.accept).toEqual(['y']);
    expect(keymap.reject).toEqual(['x']);
  });
  it('is refused with the reason', () => {
    expect(() => parse('{"accept": ["x"]}')).toThrow('both “accept” and “reject”');
    expect(() => parse('[]')).toThrow('a keymap is an object');
    expect(() => parse('{"accept": 5}')).toThrow('needs a list of keys');
    expect(() => parse('not json')).toThrow();
  });
});

describe('a key', () => {
  it('means something only on its page', () => {
    expect(meaning(standard(), 'a', ['reader'])).toBe(null);
    expect(meaning(standard(), '/', [])).toBe('search');
  });
});
