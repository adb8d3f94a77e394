// Writes report.schema.json beside itself when run: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

const root = join(import.meta.dirname, '..');
/** The committed schema. */
export const schemaFile = join(import.meta.dirname, 'report.schema.json');

/**
 * The JSON Schema of a report, made from its type and comments.
 *
 * @param additionalProperties whether fields that the type does not know are allowed: published so, because later
 *   versions add fields; refused in tests
 */
export function makeSchema(additionalProperties: boolean): Record<string, unknown> {
  const schema = createGenerator({
    path: join(root, 'src/model/report.ts'),
    tsconfig: join(root, 'tsconfig.json'),
    type: 'Report',
    topRef: false,
    jsDoc: 'extended',
    skipTypeCheck: true,
    additionalProperties,
  }).createSchema('Report');
  const { $schema, definitions, ...report } = schema;
  return {
    $schema,
    title: 'Parallel Profiler report',
    ...report,
    definitions,
  };
}

/** As it is written to the file. */
export function schemaText(): string {
  return `${JSON.stringify(makeSchema(true), null, 2)}\n`;
}

if (import.meta.main) writeFileSync(schemaFile, schemaText());
