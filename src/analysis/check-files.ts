import ts from 'typescript';
import { checkSource } from './check-source.ts';
import { firstSyntaxError } from './parse-source.ts';
import { Projects } from './projects.ts';
import type { CheckResult } from './protocol.ts';

/** One file's part of a check; `error` when the file, against all expectation, could not be checked. */
export type CheckedFile = CheckResult & { file: string; error: Error | null };

/** Checks files one after the other, each in the project of its tsconfig.json. Absolute paths. */
export function* checkFiles(files: readonly string[]): Generator<CheckedFile> {
  const projects = new Projects();
  for (const file of files) {
    try {
      const text = ts.sys.readFile(file) ?? '';
      const syntaxError = firstSyntaxError(text, file);
      if (syntaxError) {
        yield { file, findings: [], syntaxError, error: null };
        continue;
      }
      const { program, sourceFile } = projects.open(file);
      yield { file, findings: checkSource(program, sourceFile), syntaxError: null, error: null };
    } catch (error) {
      // One file that the compiler stumbles over must not hide what is in the others; the caller tells about it.
      yield { file, findings: [], syntaxError: null, error: error instanceof Error ? error : new Error(String(error)) };
    }
  }
}
