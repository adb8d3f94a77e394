import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../host/cache-folder.ts';
import { runNpm } from '../host/run-npm.ts';

const program = process.platform === 'win32' ? 'node.exe' : 'node';

/** The program of an installed Node. @param version of the npm package `node`: a release, or a line such as `22` */
export function nodePath(version: string): string {
  return join(cacheFolder('node'), version, program);
}

/** Installs a Node from the npm registry unless the cache has it, and keeps only its program (about 100 MB). */
export function installNode(version: string): void {
  const path = nodePath(version);
  if (existsSync(path)) return;
  console.log(`Installing Node ${version} into ${dirname(path)} ...`);
  const partial = `${dirname(path)}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(join(partial, 'bin'), { recursive: true });
  runNpm(['install', '--no-save', '--prefix', partial, `node@${version}`]);
  copyFileSync(join(partial, 'node_modules/node/bin', program), join(partial, 'bin', program));
  rmSync(dirname(path), { recursive: true, force: true });
  renameSync(join(partial, 'bin'), dirname(path));
  rmSync(partial, { recursive: true });
}
