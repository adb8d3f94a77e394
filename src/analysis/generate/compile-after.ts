import ts from 'typescript';
import { disk } from '../files/disk.ts';
import type { CodeChange } from '../../model/change.ts';
import { applyEdits } from '../edits/apply-edits.ts';
import type { Projects } from '../project/projects.ts';

/** The compiler's view of a changed file. */
export interface Compiled {
  program: ts.Program;
  sourceFile: ts.SourceFile;
  /** Errors, in this file, the new ones and the dependents, that the change introduces. */
  newErrors: ts.Diagnostic[];
}

/**
 * Compiles a change without applying it.
 *
 * @param text the editor's text of `file`
 * @param dependents other files in which the change can cause errors
 */
export function compileAfter(
  projects: Projects,
  change: CodeChange,
  file: string,
  text: string,
  dependents: readonly string[] = [],
): Compiled {
  projects.expect(dependents);
  const { program: before, sourceFile: old } = projects.open(file, text);
  const known = new Map<string, number>();
  const earlier = [...errorsOf(before, old), ...dependents.flatMap((each) => errorsIn(projects, each))];
  for (const error of earlier) known.set(keyOf(error), (known.get(keyOf(error)) ?? 0) + 1);
  const texts = new Map(change.newFiles.map((created) => [created.file, created.text]));
  for (const edited of new Set([file, ...change.edits.map((edit) => edit.file)])) {
    const original = edited === file ? text : (before.getSourceFile(edited)?.text ?? disk.readFile(edited) ?? '');
    texts.set(
      edited,
      applyEdits(
        original,
        change.edits.filter((edit) => edit.file === edited),
      ),
    );
  }
  return projects.trying(texts, () => {
    const { program, sourceFile } = projects.open(file);
    const own = [...texts.keys()].flatMap((each) => {
      const changed = each === file ? sourceFile : program.getSourceFile(each);
      return changed ? errorsOf(program, changed) : [];
    });
    const newErrors = [...own, ...dependents.flatMap((each) => errorsIn(projects, each))].filter((error) => {
      const left = known.get(keyOf(error)) ?? 0;
      known.set(keyOf(error), left - 1);
      return left <= 0;
    });
    return { program, sourceFile, newErrors };
  });
}

function errorsIn(projects: Projects, file: string): ts.Diagnostic[] {
  const { program, sourceFile } = projects.open(file);
  return errorsOf(program, sourceFile);
}

function errorsOf(program: ts.Program, sourceFile: ts.SourceFile): ts.Diagnostic[] {
  const all = [...program.getSyntacticDiagnostics(sourceFile), ...program.getSemanticDiagnostics(sourceFile)];
  return all.filter((error) => error.category === ts.DiagnosticCategory.Error && !isMissingNode(error));
}

/** Where the types of Node are not installed, its modules cannot be resolved; the code runs anyway. */
function isMissingNode({ messageText }: ts.Diagnostic): boolean {
  const text = ts.flattenDiagnosticMessageText(messageText, ' ');
  return (
    /^Cannot find (module|name) '(node:\w+|require|__filename|__dirname|process|Buffer|URL|console)'/.test(text) ||
    /^Property '(url|filename|dirname|resolve)' does not exist on type 'ImportMeta'/.test(text)
  );
}

/** Identifies an error by its message, because lines move. */
function keyOf({ code, messageText }: ts.Diagnostic): string {
  return `${code} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}
