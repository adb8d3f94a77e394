import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkSource } from '../../../src/analysis/check-source.ts';
import { applyEdits } from '../../../src/analysis/edits/apply-edits.ts';
import { findFixes } from '../../../src/analysis/fixes/find-fixes.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import type { FindingCode } from '../../../src/model/finding.ts';

const projects = new Projects();
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Writes a project and returns the fixes for a finding in one of its files, with the text after each. */
function fixesIn(files: Record<string, string>, name: string, code: FindingCode): { title: string; text: string }[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fixes-')));
  folders.push(folder);
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
  const compilerOptions = {
    ...{ strict: true, target: 'es2023', module: 'nodenext', types: ['node'], noEmit: true, skipLibCheck: true },
    ...{ allowImportingTsExtensions: true, paths: { '@app/*': ['./src/*'] } },
  };
  const all = {
    'package.json': '{ "type": "module" }',
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const [file, text] = [join(folder, name), files[name] ?? ''];
  const { program, sourceFile } = projects.open(file, text);
  const finding = checkSource(program, sourceFile).find((found) => found.code === code);
  if (!finding) throw new Error(`Expected ${code} in ${name}.`);
  return findFixes(projects, file, text, finding)
    .filter(({ title }) => !title.startsWith('Ignore'))
    .map(({ title, edits }) => ({ title, text: applyEdits(text, edits) }));
}

const point = `export class Point {
  x = 1;
  length(): number {
    return this.x;
  }
}
/** @inputs [1] */
export function task(x: number): Point {
  const point = new Point();
  point.x = x;
  return point;
}
`;
const use = 'export const length = task(1).length();\n';

describe('a plain object as result', () => {
  it('is offered where other files need only its data', () => {
    const other = "import { task } from './task.ts';\nexport const x = task(1).x;\n";
    const fixes = fixesIn(
      { 'src/task.ts': point, 'src/main.ts': other },
      'src/task.ts',
      'class-instance-loses-prototype',
    );
    expect(fixes.map(({ title }) => title)).toEqual(['Return a plain object instead of a Point']);
  });

  it.each([
    ['a caller in another file', { 'src/main.ts': `import { task } from './task.ts';\n${use}` }],
    ['a caller by a path alias', { 'src/main.ts': `import { task } from '@app/task.ts';\n${use}` }],
    [
      'a caller through a re-export',
      {
        'src/index.ts': "export * from './task.ts';\n",
        'src/lib/main.ts': `import { task } from '../index.ts';\n${use}`,
      },
    ],
    ['a caller in JavaScript', { 'src/main.js': `import { task } from './task.ts';\n${use}` }],
    [
      'a caller by an import of the package',
      {
        'package.json': '{ "type": "module", "imports": { "#made": "./src/task.ts" } }',
        'src/main.ts': `import { task } from '#made';\n${use}`,
      },
    ],
    [
      'a conversion',
      { 'src/main.ts': "import { task } from './task.ts';\nconst p = task(1);\nconsole.log(JSON.stringify(p));\n" },
    ],
    [
      'a test of the class',
      { 'src/main.ts': "import { Point, task } from './task.ts';\nconsole.log(task(1) instanceof Point);\n" },
    ],
    [
      'a value inferred in between',
      {
        'src/between.ts': "import { task } from './task.ts';\nexport const point = task(1);\n",
        'src/main.ts': "import { point } from './between.ts';\nexport const length = point.length();\n",
      },
    ],
  ])('is refused where it would break %s', (_, others) => {
    expect(fixesIn({ 'src/task.ts': point, ...others }, 'src/task.ts', 'class-instance-loses-prototype')).toEqual([]);
  });

  it('is offered where a file has other errors already', () => {
    const others = { 'src/main.ts': "import { task } from './task.ts';\nexport const x: string = task(1).x;\n" };
    expect(fixesIn({ 'src/task.ts': point, ...others }, 'src/task.ts', 'class-instance-loses-prototype')).toHaveLength(
      1,
    );
  });
});

describe('the path of a worker', () => {
  const start = (path: string): string =>
    `import { Worker } from 'node:worker_threads';\nexport const start = () => new Worker('${path}');\n`;
  const task = { 'src/task.js': 'export {};\n' };

  it.each([
    ['src/main.ts', './src/task.js', "new URL('./task.js', import.meta.url)"],
    ['src/deep/main.ts', './src/task.js', "new URL('../task.js', import.meta.url)"],
    ['src/main.ts', './task.js', "new URL('./task.js', import.meta.url)"],
    ['main.ts', './src/task.js', "new URL('./src/task.js', import.meta.url)"],
  ])('in %s, %s becomes %s', (name, path, expected) => {
    const [fix] = fixesIn({ ...task, [name]: start(path) }, name, 'worker-path-from-cwd');
    expect(fix?.text).toContain(expected);
  });

  it('stays where there is no such file', () => {
    expect(fixesIn({ ...task, 'src/main.ts': start('./src/no.js') }, 'src/main.ts', 'worker-path-from-cwd')).toEqual(
      [],
    );
  });
});

describe('a function made async', () => {
  const save = `import { writeFile } from 'node:fs/promises';
/** @inputs ['a'] */
export function save(x: string) {
  writeFile('x', x);
  return x.length;
}
`;
  const title = 'Make the function async and await it';
  const titles = (others: Record<string, string>, more = ''): string[] =>
    fixesIn({ 'src/save.ts': save + more, ...others }, 'src/save.ts', 'promise-not-awaited').map((fix) => fix.title);

  it('is offered where every use awaits it', () => {
    const main =
      "import { save } from './save.ts';\nconsole.log(await save('a'), await Promise.all(['b'].map((x) => save(x))));\n";
    expect(titles({ 'src/main.ts': main })).toContain(title);
  });

  it.each([
    ['another file', { 'src/main.ts': "import { save } from './save.ts';\nconsole.log(`${save('a')}`);\n" }, ''],
    ['JavaScript', { 'src/main.js': "import { save } from './save.ts';\nconsole.log(save('a') + 1);\n" }, ''],
    ['its own file', {}, "console.log(String(save('a')));\n"],
  ])('is refused where %s does not await it', (_, others: Record<string, string>, more) => {
    expect(titles(others, more)).not.toContain(title);
  });
});

it('a fix keeps the line breaks of the file', () => {
  const text = point.replaceAll('\n', '\r\n');
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fixes-')));
  folders.push(folder);
  const file = join(folder, 'task.ts');
  const { program, sourceFile } = projects.open(file, text);
  const [finding] = checkSource(program, sourceFile);
  if (!finding) throw new Error('Expected a finding.');
  const fixes = findFixes(projects, file, text, finding);
  expect(fixes.length).toBeGreaterThan(1);
  for (const { edits } of fixes) expect(applyEdits(text, edits)).not.toMatch(/(?<!\r)\n/);
});
