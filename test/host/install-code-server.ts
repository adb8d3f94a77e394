import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';

/** Carries VS Code 1.139.1, built, under `lib/vscode`. */
const version = '4.139.1';

/**
 * Makes VS Code's own server available from the npm registry, about 600 MB the first time.
 * @returns the folder of the server.
 */
export function installCodeServer(): string {
  const folder = join(cacheFolder('code-server'), version);
  const server = (base: string): string => join(base, 'node_modules/code-server/lib/vscode');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return server(folder);

  console.log(`Installing code-server ${version} into ${folder} (about 600 MB, once) ...`);
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  // Install scripts would compile native modules; the extension host starts without those.
  npm(['install', '--ignore-scripts', '--prefix', partial, `code-server@${version}`], undefined);
  npm(['install', '--ignore-scripts', '--omit=dev'], server(partial));
  renameSync(partial, folder);
  writeFileSync(complete, '');
  return server(folder);
}

function npm(args: string[], cwd: string | undefined): void {
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
