import * as vscode from 'vscode';
import { integer } from '../../report/numbers-in-words.ts';

/** Returns `1 item`, `2 items`; translations have their own plural rules. */
export function countedItems(count: number): string {
  return count === 1 ? vscode.l10n.t('1 item') : vscode.l10n.t('{0} items', integer(count));
}

/** Returns `1 call`, `2 calls`. */
export function countedCalls(count: number): string {
  return count === 1 ? vscode.l10n.t('1 call') : vscode.l10n.t('{0} calls', integer(count));
}
