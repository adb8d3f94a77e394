import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { hostWithLibraries } from '../cached-libraries.ts';
import * as library from '../../src/multiprocessing/index.ts';
import { readBlocks } from './read-shown.ts';

const repository = join(import.meta.dirname, '../..');

/** A Markdown text whose blocks of TypeScript are checked. */
export interface Page {
  /** As it appears in a problem. */
  name: string;
  text: string;
  /** Whether its blocks are parts of programs, whose other names are declared elsewhere. */
  inParts: boolean;
}

const cannotFindName = new Set([2304, 2552, 18004]);

/**
 * Type-checks the TypeScript blocks of pages against the sources of the library, all in one program. Blocks of one page
 * that have names of files see each other. A fence with `fragment:` and a reason leaves its block out.
 * @param folder an empty one, for the project
 * @returns the problems, each as `page block line: message`
 */
export function checkBlocks(folder: string, pages: readonly Page[]): string[] {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['@types', 'undici-types', 'piscina', 'workerpool', 'tinypool'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  const blocks = pages.flatMap(({ name, text, inParts }, page) =>
    readBlocks(text)
      .filter(({ language, file }) => language === 'ts' && file !== 'fragment:')
      .map(({ file, code }, index) => {
        const at = join(folder, `${page}-${inParts ? index : 0}`, file === '' ? `block-${index}.ts` : file);
        return { label: `${name} block ${index + 1}`, at, code, inParts };
      }),
  );
  for (const { at, code } of blocks) {
    // The demo's functions are neighbours of every block, as in the demo.
    cpSync(join(repository, 'test/workspace/src'), dirname(at), { recursive: true, force: false });
    writeFileSync(at, code);
  }
  // A package whose manifest a page shows is an example and has no types.
  const standIns = join(folder, 'stand-ins.d.ts');
  const shown = pages.flatMap(({ text }) =>
    readBlocks(text).map(({ file }) => /^node_modules\/(.+)\/package\.json$/.exec(file)?.[1]),
  );
  writeFileSync(standIns, shown.map((name) => (name === undefined ? '' : `declare module '${name}';\n`)).join(''));
  const files = [...blocks.map(({ at }) => at), standIns];
  const missing = new Map(problemsIn(files).map(({ file, names }) => [file, names] as const));
  for (const { at, code, inParts } of blocks)
    if (inParts) writeFileSync(at, `${code}\nexport {};\n${declarations(missing.get(at) ?? new Set())}`);
  const found = problemsIn(files);
  return blocks.flatMap(({ label, at }) =>
    found.filter(({ file }) => file === at).flatMap(({ messages }) => messages.map((message) => `${label} ${message}`)),
  );
}

/** Declares what a part of a program uses: `pool` is one, exports of the library are those, other functions and values are any. */
function declarations(names: ReadonlySet<string>): string {
  const exported = [...names].filter((name) => Object.hasOwn(library, name));
  const others = [...names].filter((name) => !Object.hasOwn(library, name) && /^[a-z]/.test(name) && name !== 'pool');
  return [
    `import { Pool as PoolOfBlock, ${exported.join(', ')} } from 'parallel-profiler';`,
    ...(names.has('pool') ? ['declare const pool: PoolOfBlock;'] : []),
    ...others.map((name) => `declare const ${name}: any;`),
  ].join('\n');
}

function problemsIn(files: readonly string[]): { file: string; messages: string[]; names: Set<string> }[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ESNext,
    lib: ['lib.esnext.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    strict: true,
    noImplicitAny: false,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [join(repository, 'node_modules/@types')],
    paths: {
      'parallel-profiler': [join(repository, 'src/multiprocessing/index.ts')],
      'parallel-profiler/bullmq': [join(repository, 'src/multiprocessing/bullmq/index.ts')],
    },
  };
  const program = ts.createProgram([...files], options, hostWithLibraries(options));
  return files.map((file) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`${file} is not part of its program.`);
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return {
      file,
      names: new Set(diagnostics.filter(({ code }) => cannotFindName.has(code)).map((found) => nameIn(source, found))),
      messages: diagnostics.map(({ start = 0, messageText }) => {
        const { line } = source.getLineAndCharacterOfPosition(start);
        return `line ${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      }),
    };
  });
}

function nameIn(source: ts.SourceFile, { start = 0, length = 0 }: ts.Diagnostic): string {
  return source.text.slice(start, start + length);
}
