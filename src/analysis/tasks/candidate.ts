import type ts from 'typescript';
import type { Channel } from '../cloning/find-clone-problems.ts';
import type { FoundFunction } from '../functions/find-functions.ts';

/** A function that runs, or would run, in workers. */
export interface Candidate extends FoundFunction {
  node: ts.FunctionLikeDeclaration;
  /** How its values travel, where the text shows which pool it runs in. */
  channel?: Channel;
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
