import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/analysis/check-files.ts';
import { rules } from '../../src/analysis/rules/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import { pitfallsOfRuns } from '../../src/report/findings/pitfalls-of-runs.ts';

const repository = join(import.meta.dirname, '../..');
const pages = join(repository, 'docs/pitfalls');
const text = (code: string): string => readFileSync(join(pages, `${code}.md`), 'utf8');
const staticCodes = rules.flatMap(({ covers }) => Object.keys(covers));
const codes = [...new Set([...staticCodes, ...Object.keys(pitfallsOfRuns)])].sort();

/** The text under a heading. */
function section(code: string, heading: string): string {
  const [, found] = text(code).split(`\n## ${heading}\n`);
  if (found === undefined) throw new Error(`${code}.md has no section "${heading}".`);
  return found.split('\n## ')[0] ?? '';
}

/** Its blocks of code; the name of a file may follow the language. */
function blocks(markdown: string): { file: string; code: string }[] {
  return [...markdown.matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```$/gm)].map(
    ([, language = '', file = '', code = '']) => {
      return { file: file === '' ? `main.${language}` : file, code };
    },
  );
}

describe('the pages', () => {
  it('are one for each code', () => {
    const found = readdirSync(pages).filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(found.map((name) => name.replace(/\.md$/, '')).sort()).toEqual(codes);
  });

  it.each(codes)('%s says what happens, how it fails, how it is mended and when to ignore it', (code) => {
    expect(text(code)).toContain(`\n\`${code}\`\n`);
    expect(section(code, 'What happens').trim().length).toBeGreaterThan(60);
    expect(blocks(section(code, 'Fails')).length).toBeGreaterThan(0);
    expect(blocks(section(code, 'Mended')).length).toBeGreaterThan(0);
    const ignored = section(code, 'When to ignore it');
    expect(ignored).toContain(
      staticCodes.includes(code) ? `// parallel-profiler-ignore ${code}: ` : `"${code}": "off"`,
    );
  });
});

describe('the examples of what is found by reading the code', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'pages-')));
  afterAll(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'node_modules'));
  for (const name of ['@types', 'undici-types', 'piscina', 'workerpool', 'parallel-profiler'])
    symlinkSync(join(repository, 'node_modules', name), join(root, 'node_modules', name), 'junction');
  const compilerOptions = {
    target: 'esnext',
    module: 'nodenext',
    moduleDetection: 'force',
    strict: true,
    noUncheckedIndexedAccess: true,
    types: ['node'],
  };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'pages', type: 'module' }));
  const files: string[] = [];
  for (const code of staticCodes) {
    for (const heading of ['Fails', 'Mended']) {
      for (const block of blocks(section(code, heading))) {
        const file = join(root, code, heading, block.file);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, block.code);
        if (file.endsWith('.ts')) files.push(file);
      }
    }
  }
  // All in one program: a page's example takes milliseconds then.
  const checked = new Map([...checkFiles(files)].map((result) => [result.file, result]));

  function found(code: string, heading: string): Finding[] {
    const folder = join(root, code, heading);
    return [...checked].flatMap(([file, { findings, syntaxError, error }]) => {
      if (!file.startsWith(`${folder}/`)) return [];
      expect([syntaxError, error]).toEqual([null, null]);
      return findings;
    });
  }

  it.each(staticCodes)('%s fires in what fails', (code) => {
    expect(found(code, 'Fails').map((finding) => finding.code)).toContain(code);
  });

  it.each(staticCodes)('%s is content with what is mended', (code) => {
    const serious = found(code, 'Mended').filter(
      (finding) => finding.code === code || finding.severity === 'error' || finding.severity === 'warning',
    );
    expect(serious).toEqual([]);
  });
});
