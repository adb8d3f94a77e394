import { env, platform } from 'node:process';

/**
 * Returns the environment of a worker: this one with the changes. A variable set to `undefined` is removed: a process
 * would ignore it anyway, but a thread would receive the string 'undefined'.
 */
export function mergeEnvironment(changes: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv | undefined {
  if (changes === undefined) return undefined;
  const merged: NodeJS.ProcessEnv = { ...env };
  for (const [name, value] of Object.entries(changes)) {
    // On Windows PATH and Path are one variable, but a copy of the environment is an ordinary, case-sensitive object.
    if (platform === 'win32') removeFolded(merged, name);
    if (value === undefined) Reflect.deleteProperty(merged, name);
    else merged[name] = value;
  }
  return merged;
}

function removeFolded(merged: NodeJS.ProcessEnv, name: string): void {
  for (const other of Object.keys(merged)) {
    if (other.toUpperCase() === name.toUpperCase()) Reflect.deleteProperty(merged, other);
  }
}
