import type { TextEdit } from '../../model/change.ts';
import { addExport } from '../edits/add-export.ts';
import { statementsToGuard, loadingStatements } from '../edits/guard-statements.ts';
import { importNames } from '../edits/import-name.ts';
import { quoted, styleOf } from '../edits/source-style.ts';
import { parallelConstructs } from '../tasks/parallel-constructs.ts';
import { optionsText, plainCode, plainName, kebab, type WritePool } from './pool-code.ts';
import { moveToFile } from './task-file.ts';

/** Writes the code for the pool of this project, whose workers load the function's own module. */
export const writeOwnPool: WritePool = (request) => {
  const { task, items, references, choice, pool, sourceFile, checker, replaced } = request;
  const quote = (text: string): string => quoted(text, styleOf(sourceFile));
  const method = items.spread ? 'starmap' : 'map';
  const callOptions = optionsText({ chunkSize: choice.chunkSize });
  const code = plainCode((list) => `${pool}.${method}(${task.written}, ${list}${callOptions && `, ${callOptions}`})`);
  const make = (module: string, Pool: string): string => {
    const options = optionsText({ kind: choice.kind && quote(choice.kind), processes: choice.workers });
    return `new ${Pool}(${module}${options && `, ${options}`})`;
  };
  code.end = `${pool}.terminate()`;
  const isOwn = task.specifier === null;
  const starts = parallelConstructs(sourceFile, checker);
  const isLoadedByWorkers = isOwn || starts.some(({ node }) => namesThisFile(node.getText()));
  // If workers load this file, no code that creates a pool may run in them.
  const toGuard = isLoadedByWorkers
    ? [replaced, ...starts.map(({ node }) => node)].flatMap((node) => loadingStatements(node, checker))
    : [];
  const isLoaded = toGuard.length > 0;
  const canGuard = !isLoaded || statementsToGuard(sourceFile, checker, toGuard).statements !== null;
  if (!isOwn && !canGuard)
    return {
      code: null,
      problem: 'workers of another pool load this file, and code that depends on this call cannot be inside a guard',
    };
  const finish = (module: string, isGuarded: boolean, edits: TextEdit[] = []): ReturnType<WritePool> => {
    const [Pool, isMain] = importNames(sourceFile, 'parallel-profiler', isGuarded ? ['Pool', 'isMain'] : ['Pool']);
    code.edits.push(...(Pool?.edits ?? []), ...edits);
    const type = Pool?.expression ?? 'Pool';
    code.create = { expression: make(module, type), type };
    if (isMain) code.guard = { condition: isMain.expression, statements: toGuard };
    return { code, problem: null };
  };
  if (task.specifier !== null || !task.declaration)
    return finish(references.locate(task.specifier ?? '', false), isLoaded);
  if (!canGuard) {
    // Code that depends on the results cannot move into a guard, so workers must not load this file.
    const moved = moveToFile(request, kebab(plainName(task)), '', [task.written]);
    if (moved.problem !== null) return { code: null, problem: moved.problem };
    if (moved.newFile) code.newFiles.push(moved.newFile);
    return finish(references.locate(moved.specifier, false), false, moved.edits);
  }
  const exported = addExport(task.declaration);
  if (!exported) return { code: null, problem: `${task.written} cannot be exported from its scope` };
  return finish(references.self, isLoaded, exported);
};

/** Returns whether code refers to its own file, other than to find one beside it. */
function namesThisFile(text: string): boolean {
  const own = text.replace(/new URL\(\s*(['"`])[^'"`]+\1\s*,\s*import\.meta\.url\s*\)/g, '');
  return /import\.meta\.url|__filename/.test(own);
}
