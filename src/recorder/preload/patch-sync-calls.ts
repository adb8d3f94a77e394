import childProcess from 'node:child_process';

/** Kept because programs may replace it. */
const { apply } = Reflect;

type Call = (given: unknown[]) => unknown;

/**
 * Replaces the functions that start a child process and wait until it ends.
 * @param around calls the original function and returns its result
 */
export function patchSyncCalls(around: (name: string, call: Call, given: unknown[]) => unknown): void {
  const module = childProcess as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of ['spawnSync', 'execSync', 'execFileSync']) {
    const original = module[name];
    if (original === undefined) continue;
    const patched = function (this: unknown, ...given: unknown[]): unknown {
      return around(name, (changed) => apply(original, this, changed), given);
    };
    module[name] = Object.defineProperty(patched, 'name', { value: name });
  }
}
