import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { ProfileRequest } from '../../profile/profile.ts';
import { readSetting } from '../contributions.ts';

/**
 * Returns the working directory and the Node for the code of a file: its workspace folder or, outside every workspace
 * folder, its own folder.
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
