/**
 * A matcher for Vitest: `await expect(resize).toSpeedUp(images, { atLeast: 1.5 })`. Importing it, for instance in a set-up
 * file, adds it to `expect`.
 */
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { createToSpeedUp, type SpeedUpOptions } from './to-speed-up.ts';

export type { SpeedUpOptions };

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the name and the parameter are Vitest's
  interface Matchers<T> {
    /**
     * Measures the function over the items, serially and in pools, and passes if some pool is fast enough. An exported
     * function of a file. Decides by the 95% interval: a measurement that decides nothing passes, unless `undecided` says
     * otherwise.
     * @param items arguments of the calls; cloned
     * @throws Error if the function cannot be measured, or gives other results in a pool
     */
    toSpeedUp(items: Iterable<unknown>, options: SpeedUpOptions): Promise<void>;
  }
}

expect.extend({ toSpeedUp: createToSpeedUp(fileURLToPath(new URL('./cli.mjs', import.meta.url))) });
