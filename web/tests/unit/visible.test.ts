import { describe, expect, it } from 'vitest';
import { escaped } from '../../src/lib/map/picture';
import { visible } from '../../src/lib/words/visible';

describe('text that is shown', () => {
  it('shows what would turn it around, one for one', () => {
    const text = 'a\u202eb\u2066c\u2069d\u0007e\u009bf';
    expect(visible(text)).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf');
    expect(visible(text)).toHaveLength(text.length);
  });
  it('leaves letters, line breaks and marks of a script as they are', () => {
    const text = 'كتائب\u200fالسيف\n\tA\u200d\ud83d\ude00';
    expect(visible(text)).toBe(text);
  });
  it('goes into pictures so', () => {
    expect(escaped('<\u202e>')).toBe('&#60;\ufffd&#62;');
  });
});
