import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import type { Observations } from './observe.ts';

/** Returns how each value arrives with a given Node. */
export function observeWith(node: string): Observations {
  const folder = mkdtempSync(join(tmpdir(), 'observe-'));
  try {
    for (const name of ['one-of-each', 'observe']) {
      const text = readFileSync(join(import.meta.dirname, `${name}.ts`), 'utf8');
      const options = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
      writeFileSync(join(folder, `${name}.mjs`), ts.transpileModule(text, { compilerOptions: options }).outputText);
    }
    const output = execFileSync(node, ['--no-warnings', join(folder, 'observe.mjs')], {
      encoding: 'utf8',
      timeout: 30_000,
    });
    return JSON.parse(output) as Observations;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The major version of a Node; `null` where there is none of that name. */
export function majorOf(node: string): string | null {
  try {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /^v(\d+)\./.exec(version)?.[1] ?? null;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
