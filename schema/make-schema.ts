// Writes the schemas beside itself when run: `npm run schema`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

const root = join(import.meta.dirname, '..');
/** The committed schemas. */
export const schemaFile = join(import.meta.dirname, 'report.schema.json');
export const teamFileSchemaFile = join(import.meta.dirname, 'team-file.schema.json');

/**
 * The JSON Schema of a report, made from its type and comments.
 *
 * @param additionalProperties whether fields that the type does not know are allowed: published so, because later
 *   versions add fields; refused in tests
 */
export function makeSchema(additionalProperties: boolean): Record<string, unknown> {
  const schema = schemaOf('src/model/report.ts', 'Report', 'Parallel Profiler report', additionalProperties);
  putOpenMemberLast(schema);
  return schema;
}

/** The JSON Schema of `.vscode/parallel-profiler.json`. A person writes that, so a name that is not known is a slip. */
export function makeTeamFileSchema(): Record<string, unknown> {
  return schemaOf('src/model/team-file.ts', 'TeamFile', 'Parallel Profiler profiles of a team', false);
}

/** As they are written to the files. */
export function schemaText(schema = makeSchema(true)): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** The generator adds an alternative for any other code, which accepts those of later versions. Moves it to the end. */
function putOpenMemberLast({ definitions }: Record<string, unknown>): void {
  const { DescribedFinding } = definitions as {
    DescribedFinding: { anyOf: { properties: { code: { const?: string } } }[] };
  };
  const { anyOf } = DescribedFinding;
  const isOpen = ({ properties }: (typeof anyOf)[number]): boolean => properties.code.const === undefined;
  DescribedFinding.anyOf = [...anyOf.filter((member) => !isOpen(member)), ...anyOf.filter(isOpen)];
}

function schemaOf(path: string, type: string, title: string, additionalProperties: boolean): Record<string, unknown> {
  const schema = createGenerator({
    path: join(root, path),
    tsconfig: join(root, 'tsconfig.json'),
    type,
    topRef: false,
    jsDoc: 'extended',
    skipTypeCheck: true,
    additionalProperties,
  }).createSchema(type);
  const { $schema, definitions, ...described } = schema;
  return { $schema, title, ...described, definitions };
}

if (import.meta.main) {
  writeFileSync(schemaFile, schemaText());
  writeFileSync(teamFileSchemaFile, schemaText(makeTeamFileSchema()));
}
