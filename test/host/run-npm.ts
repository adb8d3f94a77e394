import { execFileSync } from 'node:child_process';

/** Runs npm for a project other than this one. @throws when it fails */
export function runNpm(args: readonly string[], cwd?: string): void {
  const environment = Object.fromEntries(
    // Inside `npm test`, npm describes this project to its children by such variables; the installation is another one.
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|command|config_local_prefix)/.test(name)),
  );
  execFileSync(
    process.platform === 'win32' ? 'npm.cmd' : 'npm',
    [...args, '--no-audit', '--no-fund', '--loglevel=error'],
    {
      ...(cwd === undefined ? {} : { cwd }),
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
}
