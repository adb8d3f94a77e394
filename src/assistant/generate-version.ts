import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { formatDiff } from '../analysis/edits/format-diff.ts';
import { orderLibraries } from '../analysis/generate/order-libraries.ts';
import { type CallSite, type CodeChange, type PoolChoice, poolLibraries, type PoolLibrary } from '../model/change.ts';
import { withMessage } from '../report/describe-finding.ts';
import { shared } from './arguments.ts';
import { readKept } from './read-kept.ts';
import { resolvePath } from './resolve-path.ts';
import { shorten } from './shorten.ts';
import { ToolError } from './tool-error.ts';
import { readOnly, type ReadingTool, type ToolParts } from './tool.ts';

interface GenerateArguments {
  file: string;
  function?: string;
  line?: number;
  library?: PoolLibrary;
  report?: string;
  offset?: number;
}

/** Writes the parallel version of a call as a diff. */
export const generateVersionTool: ReadingTool = {
  name: 'generate_parallel_version',
  title: 'Generate Parallel Version',
  description:
    'Returns a diff that rewrites a call such as xs.map(f) with a pool, checked by the compiler. Changes no file: show the diff to the user, and apply it only if they agree. Call it after a report that recommends threads or processes.',
  inputSchema: {
    type: 'object',
    properties: {
      file: { ...shared.file, description: `${shared.file.description} It is the file with the call.` },
      function: { type: 'string', description: 'Name of the called function. Default: the only call of the file.' },
      line: { type: 'integer', minimum: 1, description: 'Line of the call, if there are several.' },
      library: {
        type: 'string',
        enum: poolLibraries,
        description: 'Library of the pool. Default: an installed one, else worker_threads.',
      },
      report: {
        ...shared.report,
        description:
          'Id or file of a report whose recommendation sets the kind of pool, the workers and the chunk size.',
      },
      offset: shared.offset,
    },
    required: ['file'],
    additionalProperties: false,
  },
  annotations: readOnly,
  answer: async (input, parts, signal) => {
    const asked = input as unknown as GenerateArguments;
    const { file, root } = await resolvePath(asked.file, parts.roots());
    const text = await readFile(file, 'utf8');
    const { sites, missing } = await parts.analysis.callSites(file, text, signal);
    const site = chooseSite(sites, asked);
    const installed = orderLibraries(missing).find((each) => !missing.includes(each));
    const library = asked.library ?? installed ?? 'worker_threads';
    const choice = await choiceOf(asked, parts);
    const generated = await parts.analysis.generate(file, text, { location: site.location, library, choice }, signal);
    if (generated.status === 'refused') {
      const [why] = generated.findings.map(withMessage);
      throw new ToolError([generated.reason, ...(why ? [why.message] : []), 'Nothing was changed.'].join(' '));
    }
    const cautions = generated.findings.filter(({ severity }) => severity === 'warning').map(withMessage);
    const notes = [...cautions.map(({ message }) => message), ...generated.notes];
    return shorten(
      [
        `${generated.title}, line ${site.location.line}. No file was changed.`,
        ...notes.map((note) => `- ${note}`),
        ...(await diffOf(generated.change, { file, text }, root)),
      ].join('\n'),
      asked.offset,
    );
  },
};

function chooseSite(sites: readonly CallSite[], { file, function: name, line }: GenerateArguments): CallSite {
  const last = (path: string): string | undefined => path.split('.').at(-1);
  const wanted = sites.filter(
    ({ functionName, location }) =>
      (name === undefined || last(functionName) === last(name)) &&
      (line === undefined || (location.line <= line && line <= location.endLine)),
  );
  const [only] = wanted;
  if (only && wanted.length === 1) {
    if (only.problem === null) return only;
    throw new ToolError(`${only.label} cannot be rewritten: ${only.problem}.`);
  }
  if (sites.length === 0)
    throw new ToolError(
      `Expected a call that runs a function on each item of a list, such as xs.map(f) or a loop that pushes f(x), found none in ${file}. Give the file that has one.`,
    );
  const listed = (wanted.length > 0 ? wanted : sites).slice(0, 10);
  const list = listed.map(({ location, label }) => `line ${location.line}: ${label}`);
  throw new ToolError(`Expected one call, found ${wanted.length}. Give the "line" of one: ${list.join('; ')}.`);
}

async function choiceOf({ report }: GenerateArguments, parts: ToolParts): Promise<PoolChoice> {
  const unknown = { kind: null, workers: null, chunkSize: null };
  if (report === undefined) return unknown;
  const result = await readKept(report, parts);
  const recommendation = result.kind === 'function' ? result.report.recommendation : null;
  if (recommendation?.strategy !== 'threads' && recommendation?.strategy !== 'processes') return unknown;
  const { strategy: kind, workers, chunkSize } = recommendation;
  return { kind, workers, chunkSize };
}

async function diffOf(change: CodeChange, own: { file: string; text: string }, root: string): Promise<string[]> {
  const files = [...new Set(change.edits.map(({ file }) => file))];
  const changed = await Promise.all(
    files.map(async (file) => {
      const text = file === own.file ? own.text : await readFile(file, 'utf8');
      const edits = change.edits.filter((edit) => edit.file === file);
      return formatDiff(relative(root, file), text, edits);
    }),
  );
  const created = change.newFiles.map(({ file, text }) =>
    formatDiff(relative(root, file), null, [{ start: 0, end: 0, text }]),
  );
  return [...changed, ...created];
}
