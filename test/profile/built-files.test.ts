import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtFilesIn } from '../../src/profile/built-files.ts';

const { programs, analysisServer, page, reportValidator } = builtFilesIn(join(import.meta.dirname, '../../dist'));

test('every listed file is built', () => {
  const files = { ...programs, analysisServer, ...page, reportValidator };
  expect(Object.entries(files).filter(([, file]) => !existsSync(file))).toEqual([]);
});
