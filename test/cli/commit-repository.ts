import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A git repository in a temporary folder. */
export class CommitRepository {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'commits-')));

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
    for (const [key, value] of Object.entries({
      'user.name': 'A',
      'user.email': 'a@example.org',
      'core.autocrlf': 'false',
    }))
      this.git('config', key, value);
    this.write({ 'package.json': '{ "type": "module" }' });
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' });
  }

  write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  /** Writes the files and commits everything. Returns the id. */
  commit(subject: string, files: Record<string, string>): string {
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', subject);
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** A hook that leaves a file behind when it runs. */
  hook(name: string, trace: string): void {
    const path = join(this.folder, '.git/hooks', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\ntouch '${trace}'\n`);
    chmodSync(path, 0o755);
  }
}

/** A module whose function works for as long as its argument says, `factor` times. */
export function workSource(factor: number, result = 'x'): string {
  return `/** @inputs range(4) */
export function work(seed: number): number {
  let x = seed;
  for (let i = 0; i < ${Math.round(200_000 * factor)}; i++) x = (x * 1103515245 + 12345) % 2147483648;
  return ${result};
}
`;
}
