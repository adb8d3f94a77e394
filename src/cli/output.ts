import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../profile/make-folder.ts';
import { writeWhole } from '../profile/write-whole.ts';
import type { comparisonFormats } from './commands.ts';
import { UsageError } from './usage.ts';

/**
 * Writes a result to standard output, or to the file that `--out` names. A file is written completely or not at all.
 * @throws UsageError if the file cannot be written
 */
export async function writeResult(text: string, out: string | null): Promise<void> {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  if (out === null) await new Promise((resolve) => process.stdout.write(whole, resolve));
  else await writeWhole(out, whole).catch((error: unknown) => Promise.reject(notWritable(out, error)));
}

function notWritable(out: string, error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UsageError(`--out expects a file that can be written, found "${out}": ${reason}. Choose another path.`);
}

/**
 * Checks before long work that its result can be written.
 * @throws UsageError if the folder does not exist, the path is a folder, or either may not be written
 */
export function checkOut(out: string | null): void {
  if (out === null) return;
  try {
    const folder = dirname(resolve(out));
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(
        `--out expects a path in a folder that exists, found "${out}": there is no folder ${folder}.`,
      );
    const found = statSync(out, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new UsageError(`--out expects the path of a file, found the folder "${out}".`);
    accessSync(found ? out : folder, constants.W_OK);
  } catch (error) {
    throw error instanceof UsageError ? error : notWritable(out, error);
  }
}

/**
 * Creates the folder of `--cpu-profile` before long work.
 * @throws UsageError if it cannot be written
 */
export function prepareProfileFolder(folder: string | null): void {
  if (folder === null) return;
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `--cpu-profile expects a folder that can be written, found "${folder}": ${reason}. Choose another path.`,
    );
  }
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

/** Returns how text is drawn: as wide as the terminal, or `width` where there is none. */
export function textOptions(out: string | null, width: number): { colour: boolean; width: number } {
  return { colour: colours(out), width: (out === null && process.stdout.columns) || width };
}

/** Draws a comparison in the format of its command. */
export function drawComparison<T>(
  comparison: T,
  { format, out }: { format: (typeof comparisonFormats)[number]; out: string | null },
  drawn: {
    text: (comparison: T, options: ReturnType<typeof textOptions>) => string;
    markdown: (comparison: T) => string;
  },
): string {
  switch (format) {
    case 'text':
      return drawn.text(comparison, textOptions(out, 120));
    case 'json':
      return JSON.stringify(comparison, null, 2);
    case 'markdown':
      return drawn.markdown(comparison);
  }
}
