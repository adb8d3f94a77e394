import type * as vscode from 'vscode';
import type { PitfallScope } from '../../analysis/protocol.ts';
import { readSetting } from '../contributions.ts';

/** Which functions of a file are read for pitfalls; those that were profiled are also where the editor is to show none. */
export function pitfallScope(file: vscode.Uri): PitfallScope {
  const shown = readSetting('pitfalls', file);
  return shown === 'off' ? 'candidates' : shown;
}
