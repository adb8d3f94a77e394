import { cloning } from './cloning.ts';
import { moduleState } from './module-state.ts';
import type { Rule } from './rule.ts';

/** Every rule; a new one is a file and a line here. */
export const rules: readonly Rule[] = [cloning, moduleState];
