import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const library = pathToFileURL(join(import.meta.dirname, '../../dist/multiprocessing.mjs')).href;

/** A TypeScript program that makes a pool of itself, as the README shows it. */
function program(kind: string, declaration: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'main-file-'));
  const file = join(folder, 'main.ts');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    file,
    `import { isMain, Pool } from '${library}';
${declaration}
export function square(n: number): number {
  return n * n;
}
if (isMain) {
  await using pool = new Pool(import.meta.url, { kind: '${kind}', processes: 2 });
  console.log(JSON.stringify(await pool.map(square, [2, 3, 4])));
}
`,
  );
  return file;
}

describe.each(['threads', 'processes'])('a TypeScript main file with a pool of %s', (kind) => {
  it('runs under the type stripping of Node', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [program(kind, '')]);
    expect(stdout.trim()).toBe('[4,9,16]');
  });

  it('runs under tsx, even with syntax that type stripping rejects', async () => {
    const tsx = fileURLToPath(import.meta.resolve('tsx/cli'));
    const { stdout } = await promisify(execFile)(process.execPath, [tsx, program(kind, 'export enum Colour { Red }')]);
    expect(stdout.trim()).toBe('[4,9,16]');
  });
});
