import ts from 'typescript';
import { bindFile } from '../syntax/bind-file.ts';
import type { Channel } from '../cloning/find-clone-problems.ts';
import { channelOf, channelOfTask } from './channel-of.ts';
import { dispatchedTasks } from './dispatched-tasks.ts';
import { exposedMark, type ExposedFunction } from './exposed-functions.ts';
import { importedName } from '../syntax/imported-name.ts';
import { unwrap } from '../syntax/member-path.ts';
import { parallelConstructs, poolPackage } from './parallel-constructs.ts';
import { workerFile } from './worker-file.ts';
import { workerTasks } from './worker-tasks.ts';

/** An export of another module that a file passes to workers. */
export interface ImportedTask {
  /** The import specifier of the module, or the absolute path of a worker file. */
  module: string;
  /**
   * `default`, the name of an export, or `*` for all of them; with `.*` at its end, an export whose functions a worker
   * exposes.
   */
  name: string;
  channel: Channel;
}

/** A quick text check; most files dispatch no tasks. */
const mayDispatch =
  /\b(piscina|tinypool|workerpool|poolifier|jest-worker|parallel-profiler|parentPort|comlink|expose|onmessage|addEventListener)\b|[pP]ool\b|process\.on\b/i;
const methods = /^(map|starmap|imap|apply|exec|run|submit)(Async|Unordered|Task)?$/;

/**
 * Finds functions that a file passes to workers but does not declare: imported functions in `pool.map(f, xs)`,
 * functions named by the pool's file and a string, and, in a worker, imported functions that it runs for its messages.
 * Reads only this file.
 */
export function importedTasks(file: string, text: string): ImportedTask[] {
  if (!mayDispatch.test(text)) return [];
  const sourceFile = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const checker = bindFile(sourceFile);
  const tasks: { task: ExposedFunction; channel: Channel; isExposed: boolean }[] = [
    ...dispatchedTasks(sourceFile, checker).map((each) => ({
      task: each.task,
      channel: channelOfTask(each, checker),
      isExposed: each.how === 'offered',
    })),
    ...onPoolsByName(sourceFile).map((task) => ({ task, channel: 'both' as const, isExposed: false })),
  ];
  // A listener that is imported reads events, whose types say little about what is sent.
  const answering = workerTasks(sourceFile, checker).filter(({ role }) => role === 'task');
  const ofMessages = answering.map(({ task, channel }) => ({ task, channel, isExposed: false }));
  const imported = [...tasks, ...ofMessages].flatMap(({ task, channel, isExposed }) => {
    const found = ts.isMethodDeclaration(task) ? null : importedName(unwrap(task), checker);
    return found
      ? [{ module: found.module, name: isExposed ? `${found.name}${exposedMark}` : found.name, channel }]
      : [];
  });
  const named = tasks.flatMap(({ task }) => {
    const value = ts.isMethodDeclaration(task) ? task : unwrap(task);
    return ts.isStringLiteralLike(value) ? [value.text] : [];
  });
  const options = [...text.matchAll(/\bname:\s*['"`](\w+)['"`]/g)].map(([, name = '']) => name);
  const byFile = parallelConstructs(sourceFile, checker).flatMap((construct) => {
    const module = construct.kind === 'pool' ? (workerFile(construct, checker)?.file ?? null) : null;
    if (module === null) return [];
    const library = poolPackage(construct.node, checker);
    const channel = channelOf(construct.node, checker);
    const isByOption = library === 'piscina' || library === 'tinypool';
    const names = isByOption ? (namesAny(sourceFile) ? ['*'] : ['default', ...options]) : named;
    return (library === 'jest-worker' ? ['*'] : names).map((name) => ({ module, name, channel }));
  });
  return [...imported, ...byFile];
}

/** Whether a task is named by a variable, so that it may be any export: `names.map((name) => pool.run(x, { name }))`. */
function namesAny(sourceFile: ts.SourceFile): boolean {
  const isVariable = (property: ts.ObjectLiteralElementLike): boolean =>
    property.name?.getText() === 'name' &&
    (ts.isShorthandPropertyAssignment(property) ||
      (ts.isPropertyAssignment(property) && !ts.isStringLiteralLike(unwrap(property.initializer))));
  const visit = (node: ts.Node): boolean => {
    const [, options] =
      ts.isCallExpression(node) && /\.run(Task)?$/.test(node.expression.getText()) ? node.arguments : [];
    if (options && ts.isObjectLiteralExpression(options) && options.properties.some(isVariable)) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return /\bname\b/.test(sourceFile.text) && visit(sourceFile);
}

/** `pool.map(f, xs)` with a pool from another file, recognized only by its name. */
function onPoolsByName(sourceFile: ts.SourceFile): ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: pool, name } = node.expression;
      const [first] = node.arguments;
      if (first && methods.test(name.text) && /(^|\.)#?(\w*[pP]ool|piscina|tinypool)$/.test(pool.getText()))
        found.push(first);
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}
