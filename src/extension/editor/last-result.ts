import type { Report } from '../../model/report.ts';
import { conclusionOf, writeShortVerdict } from '../../report/write-verdict.ts';

/**
 * Returns the last result in a few words, with an icon for its outcome. VS Code drops a plain space after an icon.
 */
export function lastResult(report: Report): string {
  const icon = { pays: 'check', serial: 'dash', none: 'question' }[conclusionOf(report).outcome];
  return `$(${icon})\u00a0${writeShortVerdict(report)}`;
}
