import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtFilesIn } from '../../src/profile/built-files.ts';
import type { Validator } from '../../src/report/describe-problem.ts';

const { reportValidator } = builtFilesIn(join(import.meta.dirname, '../../dist'));

/** The validator as it ships. */
export const { default: validateReport } = (await import(pathToFileURL(reportValidator).href)) as {
  default: Validator;
};
