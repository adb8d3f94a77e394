import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ProfileRequest } from '../../profile/profile.ts';
import { readSetting } from '../contributions.ts';

/**
 * Returns where the code of a file runs, and on which Node: in the file's workspace folder; outside of all, in its own
 * folder.
 */
export function runEnvironmentOf(file: string): Pick<ProfileRequest, 'cwd' | 'workspace' | 'node'> {
  const uri = vscode.Uri.file(file);
  const workspace = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath ?? null;
  return {
    cwd: workspace ?? dirname(file),
    workspace: workspace ?? dirname(file),
    node: {
      setting: readSetting('nodePath', uri),
      settingName: 'the setting parallelProfiler.nodePath',
      searchPath: process.env['PATH'] ?? '',
      own: { path: process.execPath, source: 'editor' },
    },
  };
}
