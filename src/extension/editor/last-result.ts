import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import { writeShortVerdict } from '../../report/write-verdict.ts';

/**
 * Returns the last result in a few words and marks one that is unreliable. VS Code drops a plain space after an icon.
 */
export function lastResult({ outcome, confidence, recommendation }: Report): string {
  if (outcome.status === 'failed' && !outcome.partial) return `$(warning)\u00a0${vscode.l10n.t('last run failed')}`;
  if (outcome.status === 'cancelled' && !outcome.partial) return vscode.l10n.t('last run cancelled');
  const verdict = writeShortVerdict(recommendation);
  return confidence === 'invalid' ? `$(warning)\u00a0${vscode.l10n.t('{0}, unreliable', verdict)}` : verdict;
}
