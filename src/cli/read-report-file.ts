import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Report } from '../model/report.ts';
import type { Validator } from '../report/describe-problem.ts';
import { readReport } from '../report/read-report.ts';
import type { Installation } from './installation.ts';
import { UsageError } from './usage.ts';

/**
 * Reads and checks the report in a file.
 * @throws UsageError if the file cannot be read or is not a report
 */
export async function readReportFile(file: string, { reportValidator }: Installation): Promise<Report> {
  const { default: validate } = (await import(pathToFileURL(reportValidator).href)) as { default: Validator };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(
      `Expected the file of a report, found that ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const { report, problem } = readReport(text, validate);
  if (!report) throw new UsageError(`${file}: ${problem}`);
  return report;
}
