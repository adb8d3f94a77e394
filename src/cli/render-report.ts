import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Report } from '../model/report.ts';
import { formatCsv } from '../report/formats/format-csv.ts';
import { formatHtml } from '../report/formats/format-html.ts';
import { formatMarkdown } from '../report/formats/format-markdown.ts';
import { formatText } from '../report/formats/format-text.ts';
import { formatTrace } from '../report/formats/format-trace.ts';
import type { RunCommand } from './commands.ts';
import type { Installation } from './installation.ts';
import { colours } from './output.ts';

/** The report as the command wants it drawn. */
export function renderReport(report: Report, { format, out }: RunCommand, { panel }: Installation): string {
  switch (format) {
    case 'text':
      return formatText(report, { colour: colours(out), width: (out === null && process.stdout.columns) || 100 });
    case 'json':
      return JSON.stringify(report, null, 2);
    case 'markdown':
      return formatMarkdown(report);
    case 'html': {
      const [script, css] = [readFileSync(panel.script, 'utf8'), readFileSync(panel.css, 'utf8')];
      return formatHtml(report, { script, css, nonce: randomBytes(16).toString('hex') });
    }
    case 'csv':
      return formatCsv(report);
    case 'trace':
      return formatTrace(report);
  }
}
