import { formatCommitComparisonMarkdown } from '../report/formats/format-commit-comparison.ts';
import { formatMarkdownPart, reportParts, type ReportPart } from '../report/formats/format-markdown.ts';
import { formatScriptMarkdown } from '../report/formats/format-script-markdown.ts';
import { shared } from './arguments.ts';
import type { KeptResult } from './kept-results.ts';
import { readKept } from './read-kept.ts';
import { shorten } from './shorten.ts';
import { readOnly, type ReadingTool } from './tool.ts';

/** Shows a part of a report. */
export const getReportTool: ReadingTool = {
  name: 'get_report',
  title: 'Get Report',
  description:
    'Returns one part of a report: verdict (answer and all strategies), factors (load balance, communication, compute scaling, and where the time went), findings (problems with their places), timeline (each worker), what-if (speedup by number of cores). Runs nothing.',
  inputSchema: {
    type: 'object',
    properties: {
      report: shared.report,
      part: { type: 'string', enum: reportParts, description: 'Part of the report. Default: verdict.' },
      offset: shared.offset,
    },
    required: [],
    additionalProperties: false,
  },
  annotations: readOnly,
  answer: async (input, parts) => {
    const { report, part = 'verdict', offset } = input as { report?: string; part?: ReportPart; offset?: number };
    return shorten(draw(await readKept(report, parts), part), offset);
  },
};

function draw(result: KeptResult, part: ReportPart): string {
  switch (result.kind) {
    case 'function':
      return formatMarkdownPart(result.report, part);
    case 'script':
      return formatScriptMarkdown(result.report);
    case 'commits':
      return formatCommitComparisonMarkdown(result.report);
  }
}
