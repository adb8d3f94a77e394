import { expect, it } from 'vitest';
import { listPackageScripts } from '../../src/profile/package-scripts.ts';

const namesIn = (text: string): string[] => listPackageScripts(text).map(({ name }) => name);

it('lists the scripts of a package.json with their positions', () => {
  const text = '{\n  "name": "a",\n  "scripts": { "build": "tsc", "t\\u0065st": "vitest", "odd": 3 }\n}';
  const found = listPackageScripts(text);
  expect(found.map(({ name }) => name)).toEqual(['build', 'test']);
  expect(found.map(({ offset, length }) => text.slice(offset, offset + length))).toEqual(['"build"', '"t\\u0065st"']);
});

it('lists scripts while the file is being typed, and none where there are none', () => {
  expect(namesIn('{ "scripts": { "build": "tsc", "te')).toEqual(['build']);
  for (const text of ['', '[]', '3', '{}', '{ "scripts": [] }', '{ "scripts": "x" }'])
    expect(namesIn(text)).toEqual([]);
});
