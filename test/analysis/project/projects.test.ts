import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Projects } from '../../../src/analysis/project/projects.ts';

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

describe('the defaults of a project', () => {
  const globals = (): string => {
    write('node_modules/@types/place/package.json', { name: '@types/place', version: '1.0.0' });
    write('node_modules/@types/place/index.d.ts', 'interface Place { readonly here: string }');
    return write('a.ts', 'export const there = (place: Place): string => place.here;');
  };
  const problems = (file: string): string[] => {
    const { program, sourceFile } = new Projects().open(file);
    return program
      .getSemanticDiagnostics(sourceFile)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  };
  const unknown = ["Cannot find name 'Place'."];

  it.each([
    ['5.9.3', {}, []],
    ['6.0.3', {}, unknown],
    ['7.0.0', {}, unknown],
    [null, {}, []],
    ['5.9.3', { types: [] }, unknown],
    ['6.0.3', { types: ['place'] }, []],
  ])(
    'include the types that are installed as its TypeScript %s does, with %j',
    (version, compilerOptions, expected) => {
      if (version !== null) write('node_modules/typescript/package.json', { name: 'typescript', version });
      write('tsconfig.json', { compilerOptions: { target: 'es2023', module: 'nodenext', ...compilerOptions } });
      expect(problems(globals())).toEqual(expected);
    },
  );

  it.each([
    ['of a tool, since its package.json has none', {}, []],
    ['that is newer than its package.json asks for', { devDependencies: { typescript: '^5.6.0' } }, []],
    ['that its package.json asks for', { devDependencies: { typescript: '^6.0.0' } }, unknown],
    ['that its package.json accepts', { peerDependencies: { typescript: '>=5' } }, unknown],
    ['that its package.json takes from a catalog', { devDependencies: { typescript: 'catalog:' } }, unknown],
  ])('have the defaults of the right version next to one %s', (_, fields, expected) => {
    write('node_modules/typescript/package.json', { name: 'typescript', version: '6.0.3' });
    write('package.json', { name: 'a', ...fields });
    write('tsconfig.json', { compilerOptions: { target: 'es2023', module: 'nodenext' } });
    expect(problems(globals())).toEqual(expected);
  });

  it('include the types that are installed if there is no tsconfig.json', () => {
    expect(problems(globals())).toEqual([]);
  });

  it.each([
    ['5.9.3', undefined, false],
    ['5.9.3', true, true],
    ['6.0.3', undefined, undefined],
  ])('are strict as in its TypeScript %s: %s is %s', (version, strict, expected) => {
    write('node_modules/typescript/package.json', { name: 'typescript', version });
    write('tsconfig.json', { compilerOptions: { strict } });
    const { program } = new Projects().open(write('a.ts', 'export const a = 1;'));
    expect(program.getCompilerOptions().strict).toBe(expected);
  });
});

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

  it('is the referenced one that includes the file', () => {
    write('tsconfig.json', { files: [], references: [{ path: './tsconfig.app.json' }, { path: './test' }] });
    write('tsconfig.app.json', { include: ['src'], compilerOptions: { composite: true, target: 'es2020' } });
    write('test/tsconfig.json', { compilerOptions: { composite: true, target: 'es2022' } });
    const file = write('src/a.ts', 'export const a = 1;');
    expect(new Projects().keyOf(file)).toBe(join(folder, 'tsconfig.app.json'));
  });

  it('covers a file that a referenced configuration also covers', () => {
    write('tsconfig.json', { include: ['src'], references: [{ path: './tsconfig.node.json' }] });
    write('tsconfig.node.json', { compilerOptions: { composite: true } });
    const file = write('src/a.ts', 'export const a = 1;');
    const limits = [undefined, { trustMs: Infinity, mostRoots: Infinity }];
    for (const limit of limits) expect(new Projects(limit).open(file).sourceFile.text).toBe('export const a = 1;');
  });

  it('reads the sources of a referenced project, built or not', () => {
    write('app/tsconfig.json', { references: [{ path: '../lib' }] });
    write('lib/tsconfig.json', { compilerOptions: { composite: true, outDir: 'dist', rootDir: 'src' } });
    const source = write('lib/src/b.ts', 'export const b = 1;');
    write('lib/dist/b.d.ts', 'export declare const b = 2;');
    const file = write('app/a.ts', "import { b } from '../lib/src/b'; export const a = b;");
    const { program } = new Projects().open(file);
    expect(program.getSourceFiles().map(({ fileName }) => fileName)).toContain(source);
  });

  it('finds a file through references of references, also circular ones', () => {
    write('tsconfig.json', { files: [], references: [{ path: './all.json' }] });
    write('all.json', { files: [], references: [{ path: './tsconfig.json' }, { path: './app.json' }] });
    const config = write('app.json', { include: ['src'], compilerOptions: { composite: true } });
    expect(new Projects().keyOf(write('src/a.ts', 'export const a = 1;'))).toBe(config);
  });

  it('keeps its program if two copies of one package were installed at different times', () => {
    for (const [index, name] of ['p', 'q'].entries()) {
      const inner = `node_modules/${name}/node_modules/dup`;
      write(`node_modules/${name}/package.json`, { name, version: '1.0.0', types: 'index.d.ts' });
      write(`node_modules/${name}/index.d.ts`, `import { Dup } from 'dup'; export declare const ${name}: Dup;`);
      write(`${inner}/package.json`, { name: 'dup', version: '1.0.0', types: 'index.d.ts' });
      const copy = write(`${inner}/index.d.ts`, 'export interface Dup { n: number }');
      utimesSync(copy, new Date(), new Date(Date.now() - 10_000 * index));
    }
    write('tsconfig.json', { compilerOptions: { moduleResolution: 'bundler', module: 'esnext' } });
    const file = write('a.ts', "import { p } from 'p'; import { q } from 'q'; export const a = p.n + q.n;");
    const projects = new Projects();
    expect(projects.open(file).program).toBe(projects.open(file).program);
  });

  it('is strict without a tsconfig.json', () => {
    const { program, sourceFile } = new Projects().open(write('a.ts', 'export const a = 1;'));
    expect(program.getCompilerOptions().strict).toBe(true);
    expect(sourceFile.text).toBe('export const a = 1;');
  });

  it('survives an invalid tsconfig.json', () => {
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
  it('comes from the editor until it is forgotten', () => {
    const file = write('a.ts', 'export const a = 1;');
    const projects = new Projects({ trustMs: 0, mostRoots: 64 });
    expect(projects.open(file, 'export const a = 2;').sourceFile.text).toBe('export const a = 2;');
    expect(projects.open(file).sourceFile.text).toBe('export const a = 2;');
    projects.forget(file);
    expect(projects.open(file).sourceFile.text).toBe('export const a = 1;');
  });

  it('is read again after a change on disk', () => {
    const file = write('a.ts', 'export const a = 1;');
    const projects = new Projects({ trustMs: 0, mostRoots: 64 });
    projects.open(file);
    write('a.ts', 'export const a = 3;');
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expect(projects.open(file).sourceFile.text).toBe('export const a = 3;');
  });

  it('is visible to the files that import it', () => {
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

  it('that does not exist throws an error with its name', () => {
    expect(() => new Projects().open(join(folder, 'nowhere.ts'))).toThrow(/nowhere\.ts cannot be read/);
  });
});

it('the cache keeps few projects, and few files of each', () => {
  const projects = new Projects({ trustMs: 1500, mostRoots: 2 });
  write('tsconfig.json', {});
  const files = [1, 2, 3].map((number) => write(`f${number}.ts`, `export const f = ${number};`));
  for (const file of files) projects.open(file);
  const names = projects.open(files[2] ?? '').program.getRootFileNames();
  expect(names.map((name) => name.slice(name.lastIndexOf('/') + 1))).toEqual(['f2.ts', 'f3.ts']);
});

describe('the program of a project', () => {
  it('stays the same while the user switches between files', () => {
    const [a, b] = [write('a.ts', 'export const a = 1;'), write('b.ts', 'export const b = 1;')];
    const projects = new Projects();
    projects.open(a);
    const { program } = projects.open(b);
    expect(projects.open(a).program).toBe(program);
    expect(projects.open(b).program).toBe(program);
  });

  it('keeps the most recently requested roots', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => write(`${name}.ts`, `export const ${name} = 1;`));
    const projects = new Projects({ trustMs: Infinity, mostRoots: 2 });
    for (const file of [a, b, a, c]) projects.open(file ?? '');
    const { program } = projects.open(a ?? '');
    expect([b, c].map((file) => program.getSourceFile(file ?? '') !== undefined)).toEqual([false, true]);
  });

  it('has the tree of a full parse after every edit', () => {
    const file = write('a.ts', '');
    const projects = new Projects();
    const start = 'export function f(x: number) { return x + 1; }\nexport const g = () => `a${f(1)}b`;\n';
    const texts = [
      start,
      start.replace('x + 1', 'x * (2'),
      start.replace('x + 1', 'x * (2 + x)'),
      `/** @inputs [1] */\n${start}`,
      start.replaceAll('f', 'func'),
      start.replace('{', '{ /*'),
      '',
      start + start,
    ];
    for (const text of texts) expect(shape(projects.open(file, text).sourceFile)).toEqual(shape(parsed(text)));
  });

  it('keeps the previous tree intact when a change is only tried', () => {
    const file = write('a.ts', '');
    const text = 'export const a = [1, 2, 3];\nexport const b = a.map((x) => x + 1);\n';
    const projects = new Projects();
    const { sourceFile } = projects.open(file, text);
    const tried = projects.trying(new Map([[file, `// first\n${text}`]]), () => shape(projects.open(file).sourceFile));
    expect(tried).toEqual(shape(parsed(`// first\n${text}`)));
    projects.open(file, text);
    expect(shape(sourceFile)).toEqual(shape(parsed(text)));
  });
});

function parsed(text: string): ts.SourceFile {
  return ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
}

function shape(node: ts.Node): unknown[] {
  return [ts.SyntaxKind[node.kind], node.pos, node.end, ...childrenOf(node).map(shape)];
}

function childrenOf(node: ts.Node): ts.Node[] {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}
