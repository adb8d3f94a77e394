import { resolve } from 'node:path';
import type { ProfileRequest } from '../profile/profile.ts';
import type { RunCommand } from './commands.ts';
import { cacheFolder, type Installation } from './installation.ts';

/** Returns the part of a request that all measuring commands share. */
export function measurementRequest(
  command: Pick<
    RunCommand,
    'file' | 'functionName' | 'inputs' | 'inputsFile' | 'generated' | 'inputsCount' | 'spread' | 'nodePath'
  >,
  { programs }: Installation,
): Pick<ProfileRequest, 'file' | 'functionName' | 'inputs' | 'cwd' | 'node' | 'programs' | 'cacheFolder'> {
  return {
    file: resolve(command.file),
    functionName: command.functionName,
    inputs: {
      expression: command.inputs ?? undefined,
      file: command.inputsFile ?? undefined,
      generated: command.generated ?? undefined,
      count: command.inputsCount ?? undefined,
      spread: command.spread ?? undefined,
    },
    cwd: process.cwd(),
    node: {
      setting: command.nodePath ?? undefined,
      settingName: '--node',
      searchPath: process.env['PATH'] ?? null,
      own: { path: process.execPath, source: 'self' },
    },
    programs,
    cacheFolder: cacheFolder(),
  };
}
