import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { revealCharacters } from '../../src/report/reveal-characters.ts';

describe('revealCharacters', () => {
  test.each([
    ['a right-to-left override', 'a\u202eb', 'a<U+202E>b'],
    ['an isolate', '\u2066x\u2069', '<U+2066>x<U+2069>'],
    ['a zero-width space', 'a\u200bb', 'a<U+200B>b'],
    ['escape, bell and carriage return', '\u001b[2J\u0007\r', '<U+001B>[2J<U+0007><U+000D>'],
    ['a no-break space', 'a\u00a0b', 'a<U+00A0>b'],
    ['a letter that is drawn as nothing', 'a\u3164b', 'a<U+3164>b'],
    ['a line separator', 'a\u2028b', 'a<U+2028>b'],
    ['a tag character beyond the first plane', 'a\u{e0041}b', 'a<U+E0041>b'],
    ['half a pair', 'a\ud800b', 'a<U+D800>b'],
    ['line breaks', 'a\nb\tc', 'a<U+000A>b<U+0009>c'],
  ])('shows %s', (_what, text, shown) => {
    expect(revealCharacters(text)).toBe(shown);
  });

  test('keeps the lines of code', () => {
    expect(revealCharacters('a\r\n\tb\rc', { keepLines: true })).toBe('a\n\tb<U+000D>c');
  });

  test('keeps visible characters', () => {
    expect(revealCharacters('größe(“日本”) → 😀 + é')).toBe('größe(“日本”) → 😀 + é');
  });

  test('leaves nothing hidden in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, keepLines) => {
        const shown = revealCharacters(text, { keepLines });
        expect(shown.replace(/[\n\t]/g, keepLines ? '' : '$&')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
