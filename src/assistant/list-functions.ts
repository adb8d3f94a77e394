import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { ListedFunction } from '../model/target.ts';
import { counted } from '../report/numbers-in-words.ts';
import { revealAll } from '../report/reveal-all.ts';
import { shared } from './arguments.ts';
import { resolvePath } from './resolve-path.ts';
import { shorten } from './shorten.ts';
import { ToolError } from './tool-error.ts';
import { readOnly, type ReadingTool } from './tool.ts';

/** Lists the functions of a file. */
export const listFunctionsTool: ReadingTool = {
  name: 'list_functions',
  title: 'List Functions',
  description:
    'Lists the functions of a TypeScript or JavaScript file that can be profiled in parallel, with their parameters and whether inputs are known, and the reason for each that cannot. Runs nothing. Start here.',
  inputSchema: {
    type: 'object',
    properties: { file: shared.file, offset: shared.offset },
    required: ['file'],
    additionalProperties: false,
  },
  annotations: readOnly,
  answer: async (input, { analysis, roots }, signal) => {
    const { file: path, offset } = input as { file: string; offset?: number };
    const { file, root } = await resolvePath(path, roots());
    const { functions, syntaxError } = await analysis.functions(file, await readFile(file, 'utf8'), signal);
    const shown = relative(root, file);
    if (syntaxError) {
      const { line, column } = syntaxError.location;
      throw new ToolError(
        `Expected a file that parses, found at ${shown}:${line}:${column}: ${syntaxError.message} Correct it and call again.`,
      );
    }
    const all = revealAll(functions);
    const profilable = all.filter((listed) => listed.profilable);
    const others = all.filter((listed): listed is ListedFunction & { profilable: false } => !listed.profilable);
    const lines = [
      `${shown}: ${counted(profilable.length, 'function')} can be profiled.`,
      ...profilable.map((listed) => `- ${signature(listed)}, line ${listed.location.line}${notes(listed)}`),
      ...(others.length > 0 ? ['Not profilable:'] : []),
      ...others.map(({ name, location, reason }) => `- ${name}, line ${location.line}: ${reason}`),
    ];
    return shorten(lines.join('\n'), offset);
  },
};

function signature({ name, parameters }: ListedFunction): string {
  const list = parameters.map(
    (parameter) =>
      `${parameter.rest ? '...' : ''}${parameter.name}${parameter.optional ? '?' : ''}${parameter.type === undefined ? '' : `: ${parameter.type}`}`,
  );
  return `${name}(${list.join(', ')})`;
}

function notes({ async, tagged, hasWork }: ListedFunction): string {
  return [
    ...(async ? ['async'] : []),
    ...(tagged ? ['has an @inputs tag'] : []),
    ...(hasWork ? [] : ['no loop and no call: probably too short for a worker']),
  ]
    .map((note) => `, ${note}`)
    .join('');
}
