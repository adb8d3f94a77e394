import type { SourceLocation } from '../model/target.ts';

/**
 * Thrown if the user's code or inputs cannot be made runnable. The message is suitable for display and names the
 * location.
 */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  /** `inputs` if the inputs are at fault, `load` for the module and its imports. */
  readonly stage: 'load' | 'inputs';
  /** Location in the user's files; `null` if no single location is at fault. */
  readonly location: SourceLocation | null;

  constructor(stage: 'load' | 'inputs', message: string, location: SourceLocation | null = null) {
    super(message);
    this.stage = stage;
    this.location = location;
  }
}
