import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DescribedFinding } from '../model/finding.ts';
import { staticCodes } from '../model/findings/index.ts';
import { resolveTarget } from '../profile/resolve-target.ts';
import { withMessage } from '../report/describe-finding.ts';
import { counted } from '../report/numbers-in-words.ts';
import { revealAll } from '../report/reveal-all.ts';
import { shared } from './arguments.ts';
import { resolvePath } from './resolve-path.ts';
import { shorten } from './shorten.ts';
import { ToolError } from './tool-error.ts';
import { readOnly, type ReadingTool, type ToolParts } from './tool.ts';

/** Checks a file or a function for code that breaks or slows down in workers. */
export const checkPitfallsTool: ReadingTool = {
  name: 'check_pitfalls',
  title: 'Check Pitfalls',
  description:
    'Finds code that breaks or slows down in worker threads and child processes: module state, values that cannot be cloned, races. Checks all functions of a file, or one function with the code that it calls. Give code for the page of a finding with its remedies. Runs nothing.',
  inputSchema: {
    type: 'object',
    properties: {
      file: shared.file,
      function: { ...shared.function, description: `${shared.function.description} Default: all functions.` },
      code: {
        type: 'string',
        description: 'Code of a finding, such as module-state-written: only these findings, and the page about them.',
      },
      offset: shared.offset,
    },
    required: ['file'],
    additionalProperties: false,
  },
  annotations: readOnly,
  answer: async (input, parts, signal) => {
    const asked = input as unknown as { file: string; function?: string; code?: string; offset?: number };
    const { code, offset } = asked;
    const page = code === undefined ? null : await readPage(code, parts);
    const { file, root } = await resolvePath(asked.file, parts.roots());
    const found = revealAll(await findPitfalls(file, asked.function, parts, signal));
    const wanted = found.filter((finding) => code === undefined || finding.code === code);
    const about = asked.function === undefined ? relative(root, file) : `${relative(root, file)}#${asked.function}`;
    const lines = [
      `${about}: ${counted(wanted.length, 'finding')}${code === undefined ? '' : ` with the code ${code}`}.`,
      ...wanted.map(({ severity, code: name, message, location }) => {
        const position = `${relative(root, location.file)}:${location.line}:${location.column}`;
        return `- ${severity} ${name} (${position}): ${message}`;
      }),
      ...(code === undefined && wanted.length > 0 ? ['Remedies: call again with "code".'] : []),
      ...(page === null ? [] : ['', page]),
    ];
    return shorten(lines.join('\n'), offset);
  },
};

async function findPitfalls(
  file: string,
  functionName: string | undefined,
  { analysis }: ToolParts,
  signal: AbortSignal,
): Promise<DescribedFinding[]> {
  if (functionName !== undefined) {
    const { target, text } = await resolveTarget(analysis, file, functionName);
    return (await analysis.checkTarget(file, text, target, signal)).findings.map(withMessage);
  }
  const { findings, syntaxError } = await analysis.check(file, await readFile(file, 'utf8'), [], 'all', signal);
  if (!syntaxError) return findings.map(withMessage);
  const { line, column } = syntaxError.location;
  throw new ToolError(
    `Expected a file that parses, found at ${line}:${column}: ${syntaxError.message} Correct it and call again.`,
  );
}

async function readPage(code: string, { pages }: ToolParts): Promise<string> {
  if (!staticCodes.some((known) => known === code))
    throw new ToolError(
      `Expected the code of a finding, found "${code}". Call without "code" to see the findings, or use one of ${staticCodes.join(', ')}.`,
    );
  return await readFile(join(pages, `${code}.md`), 'utf8');
}
