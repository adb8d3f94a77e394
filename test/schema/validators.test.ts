import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { makeValidators } from '../../schema/make-schema.ts';

const root = `${import.meta.dirname}/../..`;
const validators = (await makeValidators()).map(({ file, text }) => ({ name: relative(root, file), file, text }));

it.each(validators)('$name is up to date; else run npm run schema', ({ file, text }) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});
