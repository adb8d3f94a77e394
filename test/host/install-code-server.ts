import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { runNpm } from './run-npm.ts';

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
  runNpm(['install', '--ignore-scripts', '--prefix', partial, `code-server@${version}`]);
  runNpm(['install', '--ignore-scripts', '--omit=dev'], server(partial));
  renameSync(partial, folder);
  writeFileSync(complete, '');
  return server(folder);
}
