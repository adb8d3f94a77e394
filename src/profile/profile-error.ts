import type { SourceLocation } from '../model/target.ts';

/** Thrown if a run cannot begin; the message says what was expected, what was found and what to do. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
  readonly stage: 'inputs' | 'load' | 'run';
  readonly location: SourceLocation | null;

  constructor(stage: ProfileError['stage'], message: string, location: SourceLocation | null = null) {
    super(message);
    this.stage = stage;
    this.location = location;
  }
}

/** Thrown if the user decided against a run with side effects. */
export class DeclinedError extends ProfileError {
  constructor() {
    super('run', 'Not profiled: its side effects were not confirmed.');
  }
}
