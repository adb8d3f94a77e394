import { readFileSync } from 'node:fs';

/** How many tests ended how. */
export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/** @throws when the file is missing or no result of vitest's JSON reporter. */
export function countVitest(file: string): Count {
  const result = readObject(file);
  const suites = result['testResults'];
  if (!Array.isArray(suites)) throw new Error(`${file} has no testResults`);
  // A file that could not be loaded has no tests that could fail.
  const brokenFiles = suites.filter(
    (suite: { status?: unknown; assertionResults?: unknown[] }) =>
      suite.status === 'failed' && (suite.assertionResults ?? []).length === 0,
  ).length;
  return {
    passed: readNumber(result, 'numPassedTests', file),
    failed: readNumber(result, 'numFailedTests', file) + brokenFiles,
    skipped: readNumber(result, 'numPendingTests', file) + readNumber(result, 'numTodoTests', file),
  };
}

/** @throws when the file is missing or holds no mocha statistics. */
export function countMocha(file: string): Count {
  const result = readObject(file);
  return {
    passed: readNumber(result, 'passes', file),
    failed: readNumber(result, 'failures', file),
    skipped: readNumber(result, 'pending', file),
  };
}

function readObject(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

function readNumber(result: Record<string, unknown>, name: string, file: string): number {
  const value = result[name];
  if (typeof value !== 'number') throw new Error(`${file} has no ${name}`);
  return value;
}
