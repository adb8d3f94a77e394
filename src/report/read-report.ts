import type { AnyReport } from '../model/any-report.ts';
import type { Report } from '../model/report.ts';
import { describeProblem, pathInWords, type Validator } from './describe-problem.ts';

/** A report, or a displayable sentence that explains why a text is not one. */
export type ReadReport<Kind extends AnyReport = Report> =
  | { report: Kind; problem?: undefined }
  /** `isOtherFormat`: valid as far as known, but in a format that this version does not read. */
  | { report?: undefined; problem: string; isOtherFormat?: true };

const FORMAT: Report['version'] = 2;

/** A report has some ten levels, and the causes of errors add one each. */
const MOST_LEVELS = 200;

/**
 * Reads the report in a file. Every field is checked against the schema, so that drawing cannot fail on a file that is
 * truncated, edited or not a report.
 * @param validate created from `schema/report.schema.json`
 */
export function readReport(text: string, validate: Validator): ReadReport<AnyReport> {
  if (text.trim() === '') return { problem: 'The file is empty.' };
  let value: unknown;
  try {
    // PowerShell writes a byte order mark.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { problem: `Expected a report as JSON, found something that does not parse: ${why}.` };
  }
  if (typeof value !== 'object' || value === null || !('version' in value) || !isKnownKind(value))
    return {
      problem:
        'This is JSON, but not a report of Parallel Profiler: it has no "version" and "strategies". Reports are written by Export in the panel, or by: parallel-profiler run … --format json',
    };
  const { version } = value;
  if (version !== FORMAT)
    return {
      isOtherFormat: true,
      problem:
        typeof version === 'number' && version > FORMAT
          ? `The report is of format ${version}, written by a newer version of Parallel Profiler; this one reads format ${FORMAT}. Update it to open the report.`
          : `The report is of format ${JSON.stringify(version)}, which this version no longer reads; it reads format ${FORMAT}. Profile the function again.`,
    };
  // The checks recurse into values, and so does every format, also into fields that this version does not know.
  if (isDeeperThan(MOST_LEVELS, value)) return { problem: 'The report is damaged: its values are nested too deeply.' };
  if (validate(value)) return { report: value as AnyReport };
  return {
    problem: `The report is damaged, or written by a newer version of Parallel Profiler${whereIn(value, validate)}.`,
  };
}

/** Narrows what was read to the report of a function. */
export function onlyFunctionReport(read: ReadReport<AnyReport>): ReadReport {
  if (!read.report) return read;
  return 'kind' in read.report
    ? { problem: 'Expected the report of a function, found that of a command.' }
    : { report: read.report };
}

function isKnownKind(value: object): boolean {
  return 'strategies' in value || ('kind' in value && value.kind === 'script');
}

/** `: at strategies[2].speedup.value, expected a number, found "fast"`. */
function whereIn(value: unknown, { errors }: Validator): string {
  const [first] = errors ?? [];
  if (first === undefined) return '';
  const { path, expected, found } = describeProblem(first, value);
  return `: at ${pathInWords(path)}, expected ${expected}, found ${found}`;
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return levels === 0 || parts.some((part) => isDeeperThan(levels - 1, part));
}
