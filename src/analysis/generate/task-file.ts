import type { TextEdit } from '../../model/change.ts';
import { importPosition } from '../edits/import-name.ts';
import { hasRequire, quoted, styleOf } from '../edits/source-style.ts';
import { extractFunction } from './extract-function.ts';
import type { PoolRequest } from './pool-code.ts';

/** A new module that contains the function, and the changes that follow in its previous file. */
export type TaskFile =
  | { newFile: { file: string; text: string } | null; specifier: string; edits: TextEdit[]; problem: null }
  | { problem: string };

/**
 * Moves the function of a request to a new file, followed by `after`. `names` are additional names that the call
 * imports from it.
 */
export function moveToFile(
  request: PoolRequest,
  stem: string,
  after: string,
  names: readonly string[],
  before = '',
): TaskFile {
  const { task, references, checker, sourceFile, replaced } = request;
  if (!task.declaration) return { problem: `the code of ${task.written} is not known` };
  if (hasRequire(sourceFile))
    return { problem: 'the file is a CommonJS module with require: move the function to a separate file first' };
  const { file, specifier } = references.sibling(stem);
  const extracted = extractFunction(task.declaration, specifier, checker, replaced);
  if (extracted.problem !== null)
    return { problem: `${task.written} cannot move to a separate file: ${extracted.problem}` };
  const style = styleOf(sourceFile);
  const imported = [...new Set([...extracted.names, ...names])];
  const whole = imported.filter((name) => name === extracted.defaultName);
  const parts = imported.filter((name) => name !== extracted.defaultName);
  const clause = [...whole, ...(parts.length > 0 ? [`{ ${parts.join(', ')} }`] : [])].join(', ');
  const line = `import ${clause} from ${quoted(specifier, style)}${style.end}`;
  const at = importPosition(sourceFile);
  const lines = [...(imported.length > 0 ? [line] : []), ...(extracted.reexports === '' ? [] : [extracted.reexports])];
  const edit = {
    file: sourceFile.fileName,
    start: at.offset,
    end: at.offset,
    text: at.before + lines.join('\n') + at.after,
  };
  const isImport = extracted.text.startsWith('import ');
  const text = [before, extracted.text].filter((part) => part !== '').join(isImport && before !== '' ? '\n' : '\n\n');
  return {
    newFile: { file, text: `${text}\n${after === '' ? '' : `\n${after}\n`}` },
    specifier,
    edits: [...(lines.length > 0 ? [edit] : []), ...extracted.edits],
    problem: null,
  };
}

/** Creates a module next to the file for an imported function, unless an identical one exists. */
export function wrapInFile(
  { task, references, sourceFile }: PoolRequest,
  stem: string,
  after: string,
  before = '',
): TaskFile {
  const style = styleOf(sourceFile);
  const from = quoted(task.specifier ?? '', style);
  const name = task.written.includes('.') ? task.exportName : task.written;
  const clause =
    task.exportName === 'default' ? name : `{ ${task.exportName === name ? name : `${task.exportName} as ${name}`} }`;
  const lines = [before, `import ${clause} from ${from}${style.end}`].filter((line) => line !== '');
  const text = `${lines.join('\n')}\n\n${after}\n`;
  const { file, specifier, isThere } = references.sibling(stem, text);
  return { newFile: isThere ? null : { file, text }, specifier, edits: [], problem: null };
}
