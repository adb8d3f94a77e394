import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSource, checkTarget } from '../../../src/analysis/check-source.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';

const text = `
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import { Pool } from 'parallel-profiler';
let count = 0;
let calls = 0;
writeFileSync('started', '');
/** @inputs [1, 2] */
export function neighbour(n: number) { count += n; return () => n; }
function helper(n: number) { calls += n; return new Pool(import.meta.url, { processes: os.cpus().length }); }
/** @inputs [1, 2] */
export function task(n: number) { return String(helper(n)); }
export async function main(items: number[]) {
  await using pool = new Pool(import.meta.url, { processes: os.cpus().length });
  return pool.map(neighbour, items);
}
`;
const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe('a check of one function', () => {
  const { program, sourceFile } = new Projects().open(join(import.meta.dirname, 'check-target-text.ts'), text);
  const location = { file: '', line: lineOf('function task'), column: 1 };
  const places = (findings: { code: string; location: { line: number } }[]): string[] =>
    findings.map((finding) => `${finding.code} ${finding.location.line}`);
  const found = places(checkTarget(program, sourceFile, { name: 'task', location }));
  const all = places(checkSource(program, sourceFile));

  it('finds what it and the functions that it calls do', () => {
    expect(found).toContain(`module-state-written ${lineOf('function task')}`);
    expect(found).toContain(`core-count-from-cpus ${lineOf('function helper')}`);
  });

  it('finds what loading its module does', () => {
    expect(found).toContain(`top-level-effect ${lineOf("writeFileSync('started'")}`);
  });

  it('leaves out other functions, which only a check of the file reports', () => {
    const neighbours = [lineOf('function neighbour'), lineOf('await using pool'), lineOf('pool.map')];
    const about = (finding: string): boolean => neighbours.some((line) => finding.endsWith(` ${line}`));
    expect(all.filter(about).length).toBeGreaterThan(2);
    expect(found.filter(about)).toEqual([]);
  });

  it('reports nothing that a check of the file does not report', () => {
    expect(found.filter((finding) => !all.includes(finding))).toEqual([]);
  });
});
