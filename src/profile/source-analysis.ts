import type { Finding } from '../model/finding.ts';
import type { InputsCandidate } from '../model/inputs.ts';
import type { ListedFunction, Target } from '../model/target.ts';

/**
 * What the pipeline asks of the analysis. The editor answers from a thread of its own, so that the compiler never loads in
 * the extension host; the CLI in its own process.
 */
export interface SourceAnalysis {
  functions(file: string, text: string): Promise<ListedFunction[]>;
  /** Best candidate first. */
  inputs(file: string, text: string, target: Target): Promise<InputsCandidate[]>;
  /** Static findings about these functions, and about parallel code in the file. */
  check(file: string, text: string, targets: Target[]): Promise<Finding[]>;
}
