import { readFile } from 'node:fs/promises';
import type { JsonSchema } from '../../report/check-schema.ts';
import type { ReadReport } from '../../report/read-report.ts';

/** Reads reports by the schema that is shipped with the extension, which is read itself once it is needed. */
export function reportReader(schemaFile: string): (text: string) => Promise<ReadReport> {
  let schema: Promise<JsonSchema> | undefined;
  return async (text) => {
    schema ??= readFile(schemaFile, 'utf8').then((json) => JSON.parse(json) as JsonSchema);
    const { readReport } = await import('../../report/read-report.ts');
    return readReport(text, await schema);
  };
}
