import type ts from 'typescript';
import type { FindingReference, Fix } from '../../model/change.ts';
import type { FindingCode } from '../../model/finding.ts';

/** Context of a fix. */
export interface FixContext {
  program: ts.Program;
  checker: ts.TypeChecker;
  sourceFile: ts.SourceFile;
  finding: FindingReference;
  /** The node that the finding marks. */
  node: ts.Node;
}

/** Ways to mend one kind of finding. A fix is silent where it cannot be sure; what it does is checked by compiling. */
export interface Fixer {
  codes: readonly FindingCode[];
  fix(context: FixContext): Fix[];
}
