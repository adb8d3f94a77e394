import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import { writeShortVerdict } from '../../report/write-verdict.ts';

/** What came out last, in a few words (the editor drops a plain space behind an icon); a number that cannot be relied on says so. */
export function lastResult({ outcome, confidence, recommendation }: Report): string {
  if (outcome.status === 'failed' && !outcome.partial) return `$(warning)\u00a0${vscode.l10n.t('last run failed')}`;
  if (outcome.status === 'cancelled' && !outcome.partial) return vscode.l10n.t('last run cancelled');
  const verdict = writeShortVerdict(recommendation);
  return confidence === 'invalid' ? `$(warning)\u00a0${vscode.l10n.t('{0}, not to be trusted', verdict)}` : verdict;
}
