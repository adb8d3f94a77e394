import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readLiterals } from './shown/read-shown.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Words that mark a sentence as translated; standard terms exist for each. */
const signals =
  /\b(?:nobody|somebody|whoever|tells?|told|stands?|bears|speaks?|anew|mend(?:s|ed|ing)?|wish(?:es|ed)?|grants?|beside|as it is|as they are|(?:is|are|be) had|of its own|of their own|comes? to|came to|so that .* so that)\b/i;
/** A sentence that begins with "What" and is neither a question nor a name. */
const leadingWhat = /(?:^|[.:] )What (?!if\b|happens\b)[^?]*\./;

function textsOf(file: string): string[] {
  const content = read(file);
  if (file.endsWith('.json')) return Object.values(JSON.parse(content) as Record<string, string>);
  if (/\.tsx?$/.test(file)) {
    const markup = file.endsWith('x') ? [...content.matchAll(/>([^<>{}=]+)</g)].map(([, text = '']) => text) : [];
    return [...readLiterals(content), ...markup].filter((text) => text.trim().split(/\s+/).length > 2);
  }
  const prose = content.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').replaceAll(/`[^`]*`|\]\([^)]*\)/g, '');
  return prose.split(/\n{2,}|\n(?=[-|#] )/).map((text) => text.replaceAll(/\s+/g, ' '));
}

it('no text that people read has words that mark it as translated', () => {
  const files = [
    ...globSync('*.md', { cwd: root }),
    ...globSync('docs/**/*.md', { cwd: root }),
    ...globSync('{src,webview}/**/*.{ts,tsx}', { cwd: root }),
    'package.nls.json',
    'l10n/bundle.l10n.json',
  ];
  const found = files.flatMap((file) =>
    textsOf(file).flatMap((text) => {
      const [signal] = signals.exec(text) ?? leadingWhat.exec(text) ?? [];
      return signal === undefined ? [] : [`${file}: "${signal.slice(0, 40)}" in "${text.trim().slice(0, 160)}"`];
    }),
  );
  expect(files.length).toBeGreaterThan(500);
  expect(found).toEqual([]);
});
