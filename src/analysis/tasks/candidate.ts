import type ts from 'typescript';
import type { Channel } from '../cloning/find-clone-problems.ts';
import type { ListedFunction } from '../../model/target.ts';

/** A function that runs, or would run, in workers. */
export interface Candidate {
  node: ts.FunctionLikeDeclaration;
  /** Its entry in the list of functions; without one, it has no name: `pool.exec((n) => n * 2, [1])`. */
  listed?: ListedFunction;
  /** How its values travel, where the text shows which pool it runs in. */
  channel?: Channel;
  /**
   * Where only some rules apply: a `listener` reads messages and replies as it likes, the parameters and results of a
   * `proxied` function may be proxies instead of copies, and the `text` of a function is evaluated without its module.
   */
  role?: 'listener' | 'proxied' | 'text';
}

/** The file that the rules check. */
export interface RuleContext {
  program: ts.Program;
  checker: ts.TypeChecker;
  sourceFile: ts.SourceFile;
  /** The only functions for rules about what happens when a function runs in a worker. */
  candidates: readonly Candidate[];
}

/** Returns the node that marks a candidate as a whole: its name. */
export function nameOf({ node }: Candidate): ts.Node {
  if (node.name) return node.name;
  const holder = node.parent as ts.Node & { name?: ts.Node };
  return holder.name ?? node.getFirstToken() ?? node;
}
