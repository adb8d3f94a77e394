import type ts from 'typescript';
import type { FindingReference, Fix } from '../../model/change.ts';
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

/** Creates the fixes for one kind of finding. Returns none if unsure; each fix is compiled before it is offered. */
export interface Fixer {
  codes: readonly FindingCode[];
  fix(context: FixContext): Fix[];
}
