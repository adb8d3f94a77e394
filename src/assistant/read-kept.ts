import { readReportFile } from '../profile/read-report-file.ts';
import { onlyFunctionReport } from '../report/read-report.ts';
import type { KeptResult } from './kept-results.ts';
import { resolvePath } from './resolve-path.ts';
import { ToolError } from './tool-error.ts';
import type { ToolParts } from './tool.ts';

/**
 * Returns the result with an id, or that in a report file of the workspace.
 * @param report id or path; the last result without one
 * @throws ToolError if there is none
 */
export async function readKept(
  report: string | undefined,
  { kept, roots, built }: Pick<ToolParts, 'kept' | 'roots' | 'built'>,
): Promise<KeptResult & { id: string }> {
  if (report === undefined || kept.has(report) || !report.endsWith('.json')) return kept.get(report);
  const { file } = await resolvePath(report, roots());
  const read = onlyFunctionReport(await readReportFile(file, built.reportValidator));
  if (!read.report) throw new ToolError(read.problem);
  return { kind: 'function', report: read.report, id: report };
}
