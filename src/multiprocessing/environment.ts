import { env, platform } from 'node:process';

/**
 * The environment of a worker: this one with the changes. A variable that is `undefined` is removed: a process would not
 * have it in any case, a thread would have the text 'undefined'.
 */
export function mergeEnvironment(changes: NodeJS.ProcessEnv | undefined): NodeJS.ProcessEnv | undefined {
  if (changes === undefined) return undefined;
  const merged: NodeJS.ProcessEnv = { ...env };
  for (const [name, value] of Object.entries(changes)) {
    // On Windows PATH and Path are one variable, and a copy of the environment is an object like any other.
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
