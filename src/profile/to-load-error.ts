import type { ResolvedImport, WrittenImport } from '../analysis/protocol.ts';
import type { Inputs } from '../model/inputs.ts';
import { explainImport } from './explain-import.ts';
import { isBuildFailure, type Message } from './esbuild.ts';
import { LoadError } from './load-error.ts';
import { locationOf, showLocation } from './message-location.ts';

interface Context {
  /** Folder that the locations in esbuild's messages are relative to. */
  root: string;
  /** The user's file, and the number of its original lines. */
  target: string;
  lines: number;
  inputs: Inputs;
  resolveImports: (imports: WrittenImport[]) => Promise<ResolvedImport[]>;
}

/** Explains why esbuild rejected the code, with the location in the user's own file. */
export async function toLoadError(error: Error, context: Context): Promise<LoadError> {
  const { root, target, lines, inputs } = context;
  const [first] = isBuildFailure(error) ? error.errors : [];
  const place = first ? locationOf(first, root) : null;
  if (!first || !place) return new LoadError('load', `Cannot load ${target}: ${first?.text ?? error.message}`);
  const lookup = isWrittenImport(first.detail) ? `\n${await explainLookup(first.detail, context)}` : '';
  if (place.file === target && place.line > lines) {
    // The error is in the statement appended after the last line, where an import of the inputs' expression may be
    // unresolvable.
    const expression = inputs.kind === 'expression' ? inputs.expression : '';
    const location = inputs.kind === 'expression' ? (inputs.location ?? null) : null;
    const at = location ? `\n  at ${location.file}:${location.line}:${location.column}` : '';
    return new LoadError(
      'inputs',
      `Cannot use the inputs expression ${expression}: ${first.text}.${at}${lookup}`,
      location,
    );
  }
  const what = `Cannot load ${target}: ${sentence(first)}`;
  return new LoadError('load', showLocation(what, place, first.location?.lineText ?? '') + lookup, place);
}

function isWrittenImport(detail: unknown): detail is WrittenImport {
  return typeof detail === 'object' && detail !== null && 'specifier' in detail && 'importer' in detail;
}

async function explainLookup(missing: WrittenImport, { resolveImports }: Context): Promise<string> {
  const [resolved] = await resolveImports([missing]);
  return explainImport(missing, resolved ?? { config: null, configProblem: null, alias: null });
}

function sentence({ text, notes }: Message): string {
  // Advice about bundling would be misleading here.
  const note = notes.find((it) => !/external|bundle/.test(it.text));
  return note?.text ? `${text}. ${note.text}` : text;
}
