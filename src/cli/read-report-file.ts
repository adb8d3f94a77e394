import type { AnyReport } from '../model/any-report.ts';
import { readReportFile as read } from '../profile/read-report-file.ts';
import type { Installation } from './installation.ts';
import { UsageError } from './usage.ts';

/**
 * Reads and checks the report in a file.
 * @throws UsageError if the file cannot be read or is not a report
 */
export async function readReportFile(file: string, { reportValidator }: Installation): Promise<AnyReport> {
  const { report, problem } = await read(file, reportValidator);
  if (!report) throw new UsageError(problem);
  return report;
}
