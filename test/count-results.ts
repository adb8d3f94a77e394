import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** So much of a failed test's error is repeated in the summary. */
const shownLines = 12;
const shownCharacters = 800;

/** How many tests ended how. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
  /** Full names of the failed tests and the first lines of their errors, if the runner reports them. */
  failures: readonly string[];
}

interface Suite {
  name?: unknown;
  status?: unknown;
  assertionResults?: { fullName?: unknown; status?: unknown; failureMessages?: string[] }[];
}

/** @throws when the file is missing or no result of vitest's JSON reporter. */
export function countVitest(file: string): Count {
  const result = readObject(file);
  const suites = result['testResults'];
  if (!Array.isArray(suites)) throw new Error(`${file} has no testResults`);
  // A file that could not be loaded has no tests that could fail.
  const brokenFiles = (suites as Suite[]).filter(
    ({ status, assertionResults }) => status === 'failed' && (assertionResults ?? []).length === 0,
  );
  return {
    passed: readNumber(result, 'numPassedTests', file),
    failed: readNumber(result, 'numFailedTests', file) + brokenFiles.length,
    skipped: readNumber(result, 'numPendingTests', file) + readNumber(result, 'numTodoTests', file),
    failures: [
      ...brokenFiles.map(({ name }) => String(name)),
      ...(suites as Suite[]).flatMap(({ name, assertionResults }) =>
        (assertionResults ?? [])
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages = [] }) =>
            [`${basename(String(name))}: ${String(fullName)}`, ...failureMessages.map(firstLines)].join('\n'),
          ),
      ),
    ],
  };
}

/** @throws when the file is missing or holds no results of test/extension-host. */
export function countMocha(file: string): Count {
  const result = readObject(file);
  return {
    passed: readNumber(result, 'passes', file),
    failed: readNumber(result, 'failures', file),
    skipped: readNumber(result, 'pending', file),
    failures: (result['failed'] as string[] | undefined) ?? [],
  };
}

/** Returns the lines of an error above its stack, or the first of them. */
function firstLines(error: string): string {
  const [message = ''] = stripVTControlCharacters(error).split(/\n\s+at /, 1);
  return message.split('\n').slice(0, shownLines).join('\n').slice(0, shownCharacters);
}

function readObject(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

function readNumber(result: Record<string, unknown>, name: string, file: string): number {
  const value = result[name];
  if (typeof value !== 'number') throw new Error(`${file} has no ${name}`);
  return value;
}
