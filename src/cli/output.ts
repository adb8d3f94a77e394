import { statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from './usage.ts';

/**
 * Writes a result to standard output, or to the file that `--out` names.
 * @throws UsageError if the file cannot be written
 */
export async function writeResult(text: string, out: string | null): Promise<void> {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  if (out === null) await new Promise((resolve) => process.stdout.write(whole, resolve));
  else await writeFile(out, whole).catch((error: unknown) => Promise.reject(notWritable(out, error)));
}

function notWritable(out: string, error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UsageError(`--out expects a file that can be written, found "${out}": ${reason}. Choose another path.`);
}

/**
 * Checks before long work that its result can be written.
 * @throws UsageError if the folder does not exist, or the path is a folder
 */
export function checkOut(out: string | null): void {
  if (out === null) return;
  const folder = dirname(resolve(out));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--out expects a path in a folder that exists, found "${out}": there is no folder ${folder}.`);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--out expects the path of a file, found the folder "${out}".`);
}

/**
 * Returns whether the result may have colours: only on standard output, if it is a terminal or `FORCE_COLOR` is set, and
 * not with `NO_COLOR`; see https://no-color.org.
 */
export function colours(out: string | null): boolean {
  const { NO_COLOR: none = '', FORCE_COLOR: forced = '' } = process.env;
  if (out !== null || none !== '') return false;
  return process.stdout.isTTY || (forced !== '' && forced !== '0');
}
