import { globSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { staticCodes } from '../../src/model/findings/index.ts';
import { checkBlocks } from './check-blocks.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'blocks-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

const block = (code: string): string => `\`\`\`ts\n${code}\n\`\`\`\n`;

describe('blocks of TypeScript', () => {
  it('that use what does not exist are found', () => {
    const whole = { name: 'whole', inParts: false };
    const part = { name: 'part', inParts: true };
    const problems = checkBlocks(folder, [
      { ...whole, text: block("import { Pol } from 'parallel-profiler';") },
      { ...whole, text: block("import { Pool } from 'parallel-profiler';\nnew Pool('x', { workers: 5 });") },
      { ...whole, text: block('undeclared();') },
      { ...whole, text: '```ts fragment: without the end\nfunction f() {\n```\n' },
      { ...part, text: block('await pool.mapp(render, frames);') },
      { ...part, text: block('await pool.map(render, frames, { chunkSize: 4 });') },
      { ...part, text: block('new Lock().acquired();') },
    ]);
    expect(problems.map((problem) => problem.replace(/: .*/, ''))).toEqual([
      'whole block 1 line 1',
      'whole block 1 line 2',
      'whole block 1 line 1',
      'part block 1 line 1',
      'part block 1 line 1',
    ]);
    expect(problems[3]).toContain("'mapp' does not exist");
  });

  it('in README and docs type-check', () => {
    const pages = ['README.md', 'EXTENSION.md', ...globSync('docs/**/*.md', { cwd: root })].map((name) => ({
      name,
      text: readFileSync(join(root, name), 'utf8'),
      // The pages of what only a run finds show a few lines.
      inParts: /pitfalls[\\/]/.test(name) && !staticCodes.some((code) => name.endsWith(`${code}.md`)),
    }));
    expect(checkBlocks(folder, pages)).toEqual([]);
  });
});
