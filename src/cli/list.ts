import { resolve } from 'node:path';
import { isOverflow } from '../analysis/describe-overflow.ts';
import type { FunctionList } from '../analysis/protocol.ts';
import type { ListedFunction } from '../model/target.ts';
import { paint } from '../report/formats/ansi.ts';
import { revealAll } from '../report/reveal-all.ts';
import { revealCharacters } from '../report/reveal-characters.ts';
import type { ListCommand } from './commands.ts';
import { compileCache, type Installation } from './installation.ts';
import { checkOut, colours, writeResult } from './output.ts';
import { readSource } from './source-files.ts';
import { UsageError } from './usage.ts';

/**
 * Prints the functions of a file.
 * @throws UsageError if the file cannot be read or does not parse
 */
export async function list(command: ListCommand, installation: Installation): Promise<number> {
  checkOut(command.out);
  const text = readSource(command.file);
  const file = resolve(command.file);
  const { functions, syntaxError } = await read(text, file, installation);
  if (syntaxError) {
    const { line, column } = syntaxError.location;
    throw new UsageError(
      `Expected a file that parses, found at ${command.file}:${line}:${column}: ${syntaxError.message}`,
    );
  }
  const printed =
    command.format === 'json' ? JSON.stringify(functions.map(entry), null, 2) : asText(functions, command);
  await writeResult(printed, command.out);
  return 0;
}

async function read(text: string, file: string, installation: Installation): Promise<FunctionList> {
  // The compiler takes a third of a second to load; work that does not need it must not wait.
  const [{ listFunctions }, { firstSyntaxError }] = await Promise.all([
    import('../analysis/functions/list-functions.ts'),
    import('../analysis/syntax/parse-source.ts'),
  ]);
  try {
    const syntaxError = firstSyntaxError(text, file);
    return { functions: syntaxError ? [] : listFunctions(text, file), syntaxError };
  } catch (error) {
    if (!isOverflow(error)) throw error;
    return readInThread(text, file, installation);
  }
}

/** The thread has a larger stack. */
async function readInThread(text: string, file: string, installation: Installation): Promise<FunctionList> {
  const { AnalysisClient } = await import('../profile/analysis-client.ts');
  await using analysis = new AnalysisClient(installation.analysis.thread, { compileCache: compileCache() });
  try {
    return await analysis.functions(file, text);
  } catch (error) {
    throw new UsageError(
      `Expected a file that can be read, found ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Returns an entry in the public format. */
function entry(listed: ListedFunction) {
  const { name, kind, exported, async, parameters, profilable, location } = listed;
  const otherNames = alsoNamed(listed);
  return {
    name,
    line: location.line,
    column: location.column,
    kind,
    exported,
    async,
    parameters,
    profilable,
    ...(otherNames.length > 0 ? { otherNames } : {}),
    ...(listed.profilable ? {} : { reason: listed.reason }),
  };
}

function asText(given: readonly ListedFunction[], command: ListCommand): string {
  const functions = revealAll(given);
  const ink = paint(colours(command.out));
  const profilable = functions.filter((listed) => listed.profilable);
  const others = functions.filter((listed): listed is ListedFunction & { profilable: false } => !listed.profilable);
  const width = Math.max(0, ...functions.map(({ location }) => `${location.line}:${location.column}`.length));
  const place = ({ location }: ListedFunction): string =>
    ink.dim(`${location.line}:${location.column}`.padStart(width));
  const file = revealCharacters(command.file);
  const lines = profilable.map(
    (listed) => `  ${place(listed)}  ${ink.bold(listed.name)}${signature(listed)}${also(listed)}`,
  );
  if (functions.length === 0) return `${file} has no functions.`;
  const head =
    profilable.length === 0
      ? `${file} has no function that can be profiled.`
      : `${file}: parallel-profiler run ${file}#${profilable[0]?.name ?? ''}`;
  if (others.length > 0) lines.push(...(lines.length > 0 ? [''] : []), `  ${ink.dim('Not profilable:')}`);
  for (const listed of others) lines.push(`  ${place(listed)}  ${listed.name}: ${ink.dim(listed.reason)}`);
  return [head, '', ...lines].join('\n');
}

/** Returns the other names, without `default`, which says nothing about the function. */
function alsoNamed({ otherNames }: ListedFunction): string[] {
  return otherNames.filter((name) => !/^default\b/.test(name));
}

function also(listed: ListedFunction): string {
  const names = alsoNamed(listed);
  return names.length === 0 ? '' : `, also ${names.join(', ')}`;
}

function signature({ parameters, async }: ListedFunction): string {
  const list = parameters.map(({ name, type, optional, rest }) => {
    return `${rest ? '...' : ''}${name}${optional ? '?' : ''}${type === undefined ? '' : `: ${type}`}`;
  });
  return `(${list.join(', ')})${async ? ' async' : ''}`;
}
