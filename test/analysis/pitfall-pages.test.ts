import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/analysis/check-files.ts';
import type { Finding } from '../../src/model/finding.ts';
import { findingCodes, staticCodes } from '../../src/model/findings/index.ts';
import { blocksOf, pageOf, sectionOf, writeExamples } from './page-examples.ts';

const pages = join(import.meta.dirname, '../../docs/pitfalls');
const codes = [...findingCodes].sort();

describe('the pitfall pages', () => {
  it('are one for each code', () => {
    const found = readdirSync(pages).filter((name) => name.endsWith('.md') && name !== 'README.md');
    expect(found.map((name) => name.replace(/\.md$/, '')).sort()).toEqual(codes);
  });

  it.each(codes)('describe for %s what happens, how it fails, how to fix it and when to ignore it', (code) => {
    expect(pageOf(code)).toContain(`\n\`${code}\`\n`);
    expect(sectionOf(code, 'What happens').trim().length).toBeGreaterThan(60);
    expect(blocksOf(sectionOf(code, 'Fails')).length).toBeGreaterThan(0);
    expect(blocksOf(sectionOf(code, 'Fixed')).length).toBeGreaterThan(0);
    const ignored = sectionOf(code, 'When to ignore it');
    expect(ignored).toContain(
      staticCodes.includes(code) ? `// parallel-profiler-ignore ${code}: ` : `"${code}": "off"`,
    );
  });
});

describe('the examples on the pages of static findings', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'pages-')));
  afterAll(() => rmSync(root, { recursive: true }));
  const files = writeExamples(root, staticCodes, ['Fails', 'Fixed']);
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

  it.each(staticCodes)('trigger %s in the failing code', (code) => {
    expect(found(code, 'Fails').map((finding) => finding.code)).toContain(code);
  });

  it.each(staticCodes)('do not trigger %s in the fixed code', (code) => {
    const serious = found(code, 'Fixed').filter(
      (finding) => finding.code === code || finding.severity === 'error' || finding.severity === 'warning',
    );
    expect(serious).toEqual([]);
  });
});
