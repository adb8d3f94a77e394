import type ts from 'typescript';
import type { FoundFunction } from '../functions/find-functions.ts';

/** A function that runs, or would run, in workers. */
export interface Candidate extends FoundFunction {
  node: ts.FunctionLikeDeclaration;
}

/** A file under the eyes of the rules. */
export interface RuleContext {
  program: ts.Program;
  checker: ts.TypeChecker;
  sourceFile: ts.SourceFile;
  /** Rules about what would happen if a function ran in a worker speak of these only. */
  candidates: readonly Candidate[];
}

/** Where to mark a candidate as a whole: its name. */
export function nameOf({ node }: Candidate): ts.Node {
  if (node.name) return node.name;
  const holder = node.parent as ts.Node & { name?: ts.Node };
  return holder.name ?? node.getFirstToken() ?? node;
}
