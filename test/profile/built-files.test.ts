import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtFilesIn } from '../../src/profile/built-files.ts';

const { programs, analysis, page, reportValidator } = builtFilesIn(join(import.meta.dirname, '../../dist'));

test('every listed file is built', () => {
  const files = { ...programs, ...analysis.process, ...page, reportValidator };
  expect(Object.entries(files).filter(([, file]) => file === null || !existsSync(file))).toEqual([]);
});
