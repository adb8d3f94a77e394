import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Projects } from '../../src/analysis/projects.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'projects-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, content: string | object): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('the project of a file', () => {
  it('is that of the nearest tsconfig.json', () => {
    write('tsconfig.json', { compilerOptions: { strict: false } });
    write('inner/tsconfig.json', { compilerOptions: { strict: true } });
    const projects = new Projects();
    const outer = projects.open(write('a.ts', 'export const a = 1;'));
    const inner = projects.open(write('inner/b.ts', 'export const b = 1;'));
    expect(outer.program.getCompilerOptions().strict).toBe(false);
    expect(inner.program.getCompilerOptions().strict).toBe(true);
  });

  it('is the referenced one that has the file', () => {
    write('tsconfig.json', { files: [], references: [{ path: './tsconfig.app.json' }, { path: './test' }] });
    write('tsconfig.app.json', { include: ['src'], compilerOptions: { composite: true, target: 'es2020' } });
    write('test/tsconfig.json', { compilerOptions: { composite: true, target: 'es2022' } });
    const file = write('src/a.ts', 'export const a = 1;');
    expect(new Projects().keyOf(file)).toBe(join(folder, 'tsconfig.app.json'));
  });

  it('is strict where there is no tsconfig.json', () => {
    const { program, sourceFile } = new Projects().open(write('a.ts', 'export const a = 1;'));
    expect(program.getCompilerOptions().strict).toBe(true);
    expect(sourceFile.text).toBe('export const a = 1;');
  });

  it('survives a tsconfig.json that is none', () => {
    write('tsconfig.json', '{ "compilerOptions": { "strict": ');
    expect(new Projects().open(write('a.ts', 'export const a = 1;')).sourceFile.text).toBe('export const a = 1;');
  });

  it('changes with its tsconfig.json', () => {
    const config = write('tsconfig.json', { compilerOptions: { strict: false } });
    const file = write('a.ts', 'export const a = 1;');
    const projects = new Projects();
    expect(projects.open(file).program.getCompilerOptions().strict).toBe(false);
    write('tsconfig.json', { compilerOptions: { strict: true } });
    utimesSync(config, new Date(), new Date(Date.now() + 5000));
    expect(projects.open(file).program.getCompilerOptions().strict).toBe(true);
  });
});

describe('the text of a file', () => {
  it('is that of the editor until it is forgotten', () => {
    const file = write('a.ts', 'export const a = 1;');
    const projects = new Projects({ trustMs: 0, mostRoots: 64 });
    expect(projects.open(file, 'export const a = 2;').sourceFile.text).toBe('export const a = 2;');
    expect(projects.open(file).sourceFile.text).toBe('export const a = 2;');
    projects.forget(file);
    expect(projects.open(file).sourceFile.text).toBe('export const a = 1;');
  });

  it('is read again when it changed on the disk', () => {
    const file = write('a.ts', 'export const a = 1;');
    const projects = new Projects({ trustMs: 0, mostRoots: 64 });
    projects.open(file);
    write('a.ts', 'export const a = 3;');
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expect(projects.open(file).sourceFile.text).toBe('export const a = 3;');
  });

  it('is seen by the files that import it', () => {
    const other = write('b.ts', 'export const b: number = 1;');
    const file = write('a.ts', "import { b } from './b.ts';\nexport const a = b;");
    const projects = new Projects();
    projects.open(other, 'export const b: string = "";');
    const { program, sourceFile } = projects.open(file);
    const symbol = program.getTypeChecker().getSymbolAtLocation(sourceFile);
    const [a] = symbol ? program.getTypeChecker().getExportsOfModule(symbol) : [];
    if (!a) throw new Error('a is not exported');
    expect(program.getTypeChecker().typeToString(program.getTypeChecker().getTypeOfSymbol(a))).toBe('string');
  });

  it('that is not there is an error that names it', () => {
    expect(() => new Projects().open(join(folder, 'nowhere.ts'))).toThrow(/nowhere\.ts cannot be read/);
  });
});

it('keeps few projects, and few files of each', () => {
  const projects = new Projects({ trustMs: 1500, mostRoots: 2 });
  write('tsconfig.json', {});
  const files = [1, 2, 3].map((number) => write(`f${number}.ts`, `export const f = ${number};`));
  for (const file of files) projects.open(file);
  const names = projects.open(files[2] ?? '').program.getRootFileNames();
  expect(names.map((name) => name.slice(name.lastIndexOf('/') + 1))).toEqual(['f2.ts', 'f3.ts']);
});
