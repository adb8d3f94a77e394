import { UsageError } from './usage.ts';

/**
 * The file and the function of `src/square.ts#square`; a folder may have a `#` in its name.
 * @throws UsageError that shows the form
 */
export function splitTarget(written: string): { file: string; functionName: string } {
  const hash = written.lastIndexOf('#');
  const file = written.slice(0, Math.max(hash, 0));
  const functionName = written.slice(hash + 1);
  if (hash > 0 && functionName !== '' && !functionName.includes('/')) return { file, functionName };
  const path = hash > 0 ? file : written;
  throw new UsageError(
    `Expected <file>#<function>, found "${written}". "parallel-profiler list ${path}" shows the functions of the file.`,
  );
}
