import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excerptOf } from '../../../src/extension/run/excerpt.ts';
import { plainNotice } from '../../../src/extension/run/plain-notice.ts';
import { revealCharacters } from '../../../src/report/reveal-characters.ts';

const indent = /^\u00a0{4}/;
const code = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r', '\t', '\u202e', '\0', '\u00a0', '(', ']'),
  maxLength: 80,
});

describe('excerptOf', () => {
  test('shows all of a short expression, each line indented', () => {
    expect(excerptOf('[1,\n 2]', 600)).toEqual({
      lines: ['\u00a0\u00a0\u00a0\u00a0[1,', '\u00a0\u00a0\u00a0\u00a0 2]'],
      whole: true,
    });
  });

  test('always marks omissions, and no line can imitate one of the dialog', () => {
    fc.assert(
      fc.property(code, fc.nat(120), (text, longest) => {
        const { lines, whole } = excerptOf(text, longest);
        const all = revealCharacters(text, { keepLines: true });
        expect(lines.every((line) => indent.test(line))).toBe(true);
        const shown = lines.map((line) => line.replace(indent, '')).join('\n');
        if (whole) expect(shown).toBe(all);
        else
          expect(shown.endsWith(' …') && all.startsWith(shown.slice(0, -2)) && shown.length - 2 < all.length).toBe(
            true,
          );
      }),
    );
  });

  test('omits nothing for the editor', () => {
    fc.assert(fc.property(fc.array(code, { maxLength: 40 }), (lines) => excerptOf(lines.join('\n'), Infinity).whole));
  });
});

describe('plainNotice', () => {
  // As VS Code looks for links in the text of a notification.
  const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

  test('prevents links in names', () => {
    expect('[Reload](command:workbench.action.quit)').toMatch(link);
    expect(plainNotice('[Reload](command:workbench.action.quit)')).not.toMatch(link);
    const part = fc.constantFrom('[', ']', '(', ')', 'command:a', 'https://a', 'x', ' ', '\u200b', '\n');
    fc.assert(fc.property(fc.array(part), (parts) => !link.test(plainNotice(parts.join('')))));
  });

  test('shortens long text', () => {
    expect(plainNotice('x'.repeat(1_000))).toHaveLength(301);
  });
});
