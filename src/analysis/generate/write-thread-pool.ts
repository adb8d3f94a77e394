import ts from 'typescript';
import { importName } from '../edits/import-name.ts';
import { quoted, styleOf } from '../edits/source-style.ts';
import { hasModifier } from '../functions/read-signature.ts';
import {
  kebab,
  optionsText,
  plainCode,
  plainName,
  type PoolCode,
  type PoolRequest,
  type WritePool,
} from './pool-code.ts';
import { moveToFile, wrapInFile } from './task-file.ts';

/** https://github.com/piscinajs/piscina */
export const writePiscina: WritePool = (request) => writeThreadPool(request, 'piscina', 'Piscina');
/** https://github.com/tinylibs/tinypool */
export const writeTinypool: WritePool = (request) => writeThreadPool(request, 'tinypool', 'Tinypool');

/** Both libraries take a file of tasks and have a method `run` for each item. */
function writeThreadPool(request: PoolRequest, module: string, className: string): ReturnType<WritePool> {
  const { task, items, references, choice, pool, sourceFile } = request;
  const worker = workerModule(request);
  if (worker.problem !== null) return { code: null, problem: worker.problem };
  const style = styleOf(sourceFile);
  const { expression, edits } = importName(sourceFile, module, className);
  const run = worker.name === 'default' ? '' : `, { name: ${quoted(worker.name, style)} }`;
  const call: PoolCode['call'] = (list) => {
    const tasks = items.isArray ? `${list}.map((item) => ` : `Array.from(${list}, (item) => `;
    return `Promise.all(${tasks}${pool}.run(item${run})))`;
  };
  // Only Piscina types its arguments and results; Tinypool returns `any`.
  const result = `Awaited<ReturnType<typeof ${task.written}>>`;
  const item = items.spread ? `Parameters<typeof ${task.written}>` : `Parameters<typeof ${task.written}>[0]`;
  const isTyped = references.isTypeScript;
  const types = isTyped && module === 'piscina' ? `<${item}, ${result}>` : '';
  const typedCall: PoolCode['call'] =
    isTyped && module === 'tinypool'
      ? (list) => call(list).replace(/^Promise\.all\(/, `Promise.all<${result}>(`)
      : call;
  const isProcesses = choice.kind === 'processes' && module === 'tinypool';
  const options = optionsText({
    filename: references.locate(worker.specifier, true),
    runtime: isProcesses ? quoted('child_process', style) : null,
    minThreads: choice.workers,
    maxThreads: choice.workers,
  });
  const code = plainCode(typedCall, [...edits, ...worker.edits]);
  code.create = { expression: `new ${expression}${types}(${options})`, type: `${expression}${types}` };
  code.end = `${pool}.destroy()`;
  if (worker.newFile) code.newFiles.push(worker.newFile);
  if (choice.kind === 'processes' && !isProcesses) code.notes.push('Piscina has no processes, so these are threads.');
  if ((choice.chunkSize ?? 1) > 1)
    code.notes.push(
      `${className} sends every item by itself; the recommended ${String(choice.chunkSize)} items per message are not used.`,
    );
  return { code, problem: null };
}

type WorkerModule =
  | {
      specifier: string;
      name: string;
      newFile: { file: string; text: string } | null;
      edits: PoolCode['edits'];
      problem: null;
    }
  | { problem: string };

/**
 * Returns the file that the workers load: the function's own module, unless it contains the call or takes several
 * arguments.
 */
function workerModule(request: PoolRequest): WorkerModule {
  const { task, items, references } = request;
  const name = plainName(task);
  if (task.specifier !== null && !items.spread)
    return { specifier: task.specifier, name: task.exportName, newFile: null, edits: [], problem: null };
  const runner = `run${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
  const local = task.written.includes('.') ? task.exportName : task.written;
  const type = references.isTypeScript ? `: Parameters<typeof ${local}>` : '';
  const result = references.isTypeScript ? `: ReturnType<typeof ${local}>` : '';
  const wrapper = `/** A task has one argument, so it is given those of ${local} as a list. */\nexport function ${runner}(args${type})${result} {\n  return ${local}(...args);\n}`;
  const stem = `${kebab(name)}.worker`;
  // The pool's type arguments refer to the function's type.
  const names = references.isTypeScript ? [task.written] : [];
  const file =
    task.specifier === null
      ? moveToFile(request, stem, items.spread ? wrapper : '', names)
      : wrapInFile(request, stem, wrapper);
  if (file.problem !== null) return file;
  const { specifier, newFile, edits } = file;
  const isDefault = task.declaration !== null && isDefaultExport(task.declaration);
  const exported = isDefault && task.specifier === null ? 'default' : task.exportName;
  return { specifier, name: items.spread ? runner : exported, newFile, edits, problem: null };
}

function isDefaultExport(declaration: ts.FunctionLikeDeclaration): boolean {
  return ts.canHaveModifiers(declaration) && hasModifier(declaration, ts.SyntaxKind.DefaultKeyword);
}
