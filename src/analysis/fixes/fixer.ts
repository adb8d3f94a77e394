import type ts from 'typescript';
import type { FindingReference, Fix } from '../../model/change.ts';
import type { ResultChange } from '../callers/uses-that-break.ts';
import type { FindingCode } from '../../model/finding.ts';

/** The finding to fix and its surroundings. */
export interface FixContext {
  program: ts.Program;
  checker: ts.TypeChecker;
  sourceFile: ts.SourceFile;
  finding: FindingReference;
  /** The node that the finding marks. */
  node: ts.Node;
}

/** A fix that is not tried yet. */
export interface ProposedFix extends Fix {
  /** The function whose result changes, so that its uses are checked. */
  changes?: { declaration: ts.Node; result: ResultChange };
}

/** Creates the fixes for one kind of finding. Returns none if unsure; each fix is compiled before it is offered. */
export interface Fixer {
  codes: readonly FindingCode[];
  fix(context: FixContext): ProposedFix[];
}
