import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import { conclusionOf, writeShortVerdict } from '../../report/write-verdict.ts';
import { lensTitle } from './lens-title.ts';

/** Icons of VS Code for the outcomes. */
export const outcomeIcons = { pays: 'check', serial: 'dash', none: 'question' } as const;

/**
 * Returns the last result in a few words, with an icon for its outcome.
 * @param outdated whether the code has changed since
 */
export function lastResult(report: Report, outdated = false): string {
  const icon = outdated ? 'history' : outcomeIcons[conclusionOf(report).outcome];
  const verdict = writeShortVerdict(report);
  return lensTitle(icon, outdated ? vscode.l10n.t('{0} (code changed since this run)', verdict) : verdict);
}
