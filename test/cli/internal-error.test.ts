import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const dist = join(import.meta.dirname, '../../dist');

/** A copy of the command that lacks the package around it. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'internal-error-'));
  cpSync(join(dist, 'cli.mjs'), join(folder, 'dist/cli.mjs'));
  cpSync(join(dist, 'chunks'), join(folder, 'dist/chunks'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

function runCopy(...[first, ...others]: [NodeJS.ProcessEnv | string, ...string[]]): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  const [env, args] = typeof first === 'string' ? [{}, [first, ...others]] : [first, others];
  return spawnSync(process.execPath, [join(folder, 'dist/cli.mjs'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

describe('an internal error', () => {
  it('of a command has an exit code and a sentence, and its stack on request', () => {
    const { status, stdout, stderr } = runCopy('--version');
    expect(stderr).toMatch(/^parallel-profiler: The system refused an operation: ENOENT.*package\.json.*\n$/);
    expect(stdout).toBe('');
    expect(status).toBe(70);
    const { stderr: detailed } = runCopy({ PARALLEL_PROFILER_STACK: '1' }, '--version');
    expect(detailed).toMatch(/\n +at /);
  });

  it('has them too if importing the program fails', () => {
    const chunks = join(folder, 'dist/chunks');
    const program = readdirSync(chunks).filter((name) => name.startsWith('run-command-line-'));
    expect(program.length).toBeGreaterThan(0);
    for (const name of program) rmSync(join(chunks, name));
    const { status, stderr } = runCopy('--help');
    expect(stderr).toMatch(/^parallel-profiler: Internal error: .*chunks.* This is a bug in Parallel Profiler\..*\n$/);
    expect(status).toBe(70);
  });
});

describe.skipIf(process.platform !== 'linux')('a machine that fails', () => {
  /** Runs shell code in a folder of its own; `pp` is the command. */
  function runShell(code: string): { status: number | null; stdout: string; stderr: string } {
    const pp = `"${process.execPath}" "${join(dist, 'cli.mjs')}"`;
    writeFileSync(join(folder, 'square.ts'), 'export function square(n: number): number { return n * n; }\n');
    return spawnSync('/bin/sh', ['-c', `pp() { ${pp} "$@"; }; ${code}`], { cwd: folder, encoding: 'utf8' });
  }
  const sentence = (text: string): RegExp => new RegExp(`^parallel-profiler: ${text}.*\\n$`);

  it.each([
    [
      'a cache folder that cannot be made',
      "XDG_CACHE_HOME=/dev/null pp run square.ts#square --inputs '[1]'",
      70,
      'The system refused an operation: ENOTDIR.* set XDG_CACHE_HOME to another folder',
    ],
    [
      'a working directory that was deleted',
      'mkdir gone && cd gone && rmdir ../gone && pp list ../square.ts',
      70,
      'The working directory no longer exists\\. Change to a folder',
    ],
    [
      'a full standard output',
      'pp list square.ts > /dev/full',
      70,
      'The system refused an operation: ENOSPC.* The disk is full',
    ],
    [
      'a loop of symbolic links as the file',
      'ln -s b.ts a.ts; ln -s a.ts b.ts; pp list a.ts',
      2,
      'Expected a source file, found a\\.ts, which cannot be read: ELOOP',
    ],
    [
      'a loop of symbolic links as --out',
      'ln -s d c; ln -s c d; pp list square.ts --out c',
      2,
      '--out expects a file that can be written, found "c": ELOOP',
    ],
    [
      'a folder of profiles that is a file',
      "pp run square.ts#square --inputs '[1]' --cpu-profile square.ts",
      2,
      '--cpu-profile expects a folder that can be written, found "square\\.ts": EEXIST',
    ],
    [
      'few open files',
      "ulimit -n 24; pp run square.ts#square --inputs '[1]'",
      70,
      'The system refused an operation: .*EMFILE.* raise the limit with "ulimit -n 1024"',
    ],
    [
      'a file that cannot be written',
      'pp list square.ts --out /dev/full',
      2,
      '--out expects a file that can be written, found "/dev/full": ENOSPC',
    ],
  ])('%s', (_name, code, status, text) => {
    const found = runShell(code);
    expect(found.stderr).toMatch(sentence(text));
    expect(found.status).toBe(status);
  });

  it('without a home folder, or with readers that end early', () => {
    const { status, stdout, stderr } = runShell(
      'unset HOME; pp list square.ts && pp list square.ts | true && { pp list nowhere.ts; echo $?; } 2>&1 | true; pp list nowhere.ts 2>/dev/full; echo "ends with $?"',
    );
    expect(stderr).toBe('');
    expect(stdout).toMatch(/square[^]*ends with 2\n$/);
    expect(status).toBe(0);
  });
});
