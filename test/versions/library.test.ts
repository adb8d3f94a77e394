import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nodePath } from './install-node.ts';
import { nodeVersions } from './node-versions.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const areas = readdirSync(fixtures)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.replace(/\.txt$/, ''));

describe.each(nodeVersions)('the library on Node %s', (version) => {
  it.each(areas)('%s: prints the same lines on every Node', async (area) => {
    const program = join(fixtures, `${area}.mjs`);
    const { stdout } = await promisify(execFile)(nodePath(version), [program], { timeout: 60_000 });
    expect(stdout.replaceAll('\r\n', '\n')).toBe(readFileSync(join(fixtures, `${area}.txt`), 'utf8'));
  });
});

it('every program has its expected text', () => {
  const programs = readdirSync(fixtures).filter((name) => name.endsWith('.mjs') && name !== 'print-lines.mjs');
  expect(programs.map((name) => name.replace(/\.mjs$/, ''))).toEqual(areas);
});
