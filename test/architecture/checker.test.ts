import { describe, expect, it } from 'vitest';
import { anyTypes, badName, deafSwitches, domUses, emptyCatches, undocumentedExports } from './check-file.ts';
import { forbiddenImports, packageOf, wayTo, wrongOwners } from './check-imports.ts';
import { findCycles, findRoomCycles } from './find-cycles.ts';
import { folderRules, owners } from './layers.ts';
import { importsOf, type SourceText } from './source-file.ts';

const file = (path: string, text = ''): SourceText => ({ path, text });

/** Returns the problems of one import line in a file; all files that it may name exist. */
function arrow(from: string, line: string): string[] {
  const others = [
    'src/model/report.ts',
    'src/report/verdict.ts',
    'src/analysis/protocol.ts',
    'src/engine/protocol.ts',
    'src/engine/main.ts',
    'src/multiprocessing/index.ts',
    'src/profile/profile.ts',
    'webview/protocol.ts',
  ];
  const sources = [file(from, line), ...others.filter((path) => path !== from).map((path) => file(path))];
  return forbiddenImports(sources, folderRules);
}

describe('imports', () => {
  it('are found in every form, with their kind', () => {
    const text = [
      "import a from 'a';",
      "import type { B } from 'b';",
      "import { type C } from 'c';",
      "import 'd';",
      "export * from 'e';",
      "export type { F } from 'f';",
      "const g = await import('g');",
      "type H = import('h').H;",
      "const i = require('i');",
    ].join('\n');
    expect(importsOf(file('x.ts', text)).map(({ specifier, kind, line }) => [specifier, kind, line])).toEqual([
      ['a', 'value', 1],
      ['b', 'type', 2],
      ['c', 'value', 3],
      ['d', 'value', 4],
      ['e', 'value', 5],
      ['f', 'type', 6],
      ['g', 'dynamic', 7],
      ['h', 'type', 8],
      ['i', 'value', 9],
    ]);
  });

  it.each([
    ['src/model/report.ts', "import type { X } from '../report/verdict.ts';"],
    ['src/model/report.ts', "import { sep } from 'node:path';"],
    ['src/report/verdict.ts', "import { sep } from 'node:path';"],
    ['src/report/verdict.ts', "import '../profile/profile.ts';"],
    ['src/multiprocessing/index.ts', "import type { Report } from '../model/report.ts';"],
    ['src/engine/main.ts', "import '../report/verdict.ts';"],
    ['src/engine/main.ts', "await import('esbuild');"],
    ['src/profile/profile.ts', "import { run } from '../engine/protocol.ts';"],
    ['src/profile/profile.ts', "import type { Main } from '../engine/main.ts';"],
    ['src/profile/profile.ts', "import ts from 'typescript';"],
    ['src/cli/main.ts', "import '../multiprocessing/index.ts';"],
    ['src/cli/main.ts', "import * as vscode from 'vscode';"],
    ['src/extension/extension.ts', "export * from '../../webview/protocol.ts';"],
    ['src/analysis/rule.ts', "import { build } from 'esbuild';"],
    ['webview/main.ts', "import { readFileSync } from 'node:fs';"],
    ['webview/main.ts', "import '../src/profile/profile.ts';"],
    ['webview/main.ts', "import { Report } from '../src/model/report';"],
    ['src/elsewhere/file.ts', ''],
  ])('%s may not: %s', (from, line) => {
    expect(arrow(from, line)).toHaveLength(1);
  });

  it.each([
    ['src/report/verdict.ts', "import type { Report } from '../model/report.ts';"],
    ['src/engine/main.ts', "import { Pool } from '../multiprocessing/index.ts';"],
    ['src/profile/profile.ts', "import type { ToEngine } from '../engine/protocol.ts';"],
    ['src/profile/profile.ts', "type X = import('../engine/protocol.ts').ToEngine;"],
    ['src/profile/profile.ts', "import type { ToAnalysis } from '../analysis/protocol.ts';"],
    ['src/extension/extension.ts', "import type { ToPage } from '../../webview/protocol.ts';"],
    ['webview/main.ts', "import { button } from '@vscode/webview-ui-toolkit/dist/button';"],
    ['webview/main.ts', "import './panel.css';"],
  ])('%s may: %s', (from, line) => {
    expect(arrow(from, line)).toEqual([]);
  });

  it('name the package, also with a scope or a path', () => {
    expect(['node:fs/promises', '@a/b/c', 'esbuild', 'uplot/dist/x.css'].map(packageOf)).toEqual([
      'node:',
      '@a/b',
      'esbuild',
      'uplot',
    ]);
  });
});

describe('owners', () => {
  it('are reported outside their folder, also for types', () => {
    const sources = [file('src/cli/main.ts', "import type * as vscode from 'vscode';")];
    expect(wrongOwners(sources, owners)).toEqual(['src/cli/main.ts: vscode belongs to src/extension']);
  });

  it('are reported if a second file imports the package', () => {
    const text = "import { build } from 'esbuild';";
    expect(wrongOwners([file('src/profile/a.ts', text)], owners)).toEqual([]);
    expect(wrongOwners([file('src/profile/a.ts', text), file('src/profile/b.ts', text)], owners)).toEqual([
      'esbuild is imported by src/profile/a.ts, src/profile/b.ts; at most 1 may',
    ]);
  });

  it('do not count style sheets', () => {
    const sources = [
      file('webview/a.ts', "import 'uplot';"),
      file('webview/b.ts', "import 'uplot/dist/uPlot.min.css';"),
    ];
    expect(wrongOwners(sources, owners)).toEqual([]);
  });
});

describe('ways', () => {
  const rule = { from: 'src/a/main.ts', folders: ['src/secret'], packages: ['heavy'] };

  it('are followed over several files, and through dynamic imports to folders', () => {
    const sources = [
      file('src/a/main.ts', "import './next.ts';"),
      file('src/a/next.ts', "const later = () => import('../secret/x.ts');"),
      file('src/secret/x.ts'),
    ];
    expect(wayTo(sources, rule)).toEqual(['src/a/main.ts -> src/a/next.ts -> src/secret/x.ts']);
  });

  it('to a package count only if they are static imports', () => {
    const next = file('src/a/next.ts', "import 'heavy';");
    expect(wayTo([file('src/a/main.ts', "import './next.ts';"), next], rule)).toHaveLength(1);
    expect(wayTo([file('src/a/main.ts', "void import('./next.ts');"), next], rule)).toEqual([]);
    expect(wayTo([file('src/a/main.ts', "import type { X } from './next.ts';"), next], rule)).toEqual([]);
  });
});

describe('cycles', () => {
  const b = file('src/b.ts', "import { c } from './c.ts';");

  it('are found at any length', () => {
    const sources = [file('src/a.ts', "import { b } from './b.ts';"), b, file('src/c.ts', "export * from './a.ts';")];
    expect(findCycles(sources)).toEqual(['src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts']);
  });

  it('of a file with itself are found', () => {
    expect(findCycles([file('src/a.ts', "import './a.ts';")])).toHaveLength(1);
  });

  it('through types and dynamic imports are found', () => {
    expect(findCycles([b, file('src/c.ts', "import type { B } from './b.ts';")])).toHaveLength(1);
    expect(findCycles([b, file('src/c.ts', "void import('./b.ts');")])).toHaveLength(1);
  });

  it('of rooms are found where no two files import each other', () => {
    const pool = [file('src/lib/pool/a.ts', "import '../wire/b.ts';"), file('src/lib/pool/c.ts')];
    const wire = [file('src/lib/wire/b.ts'), file('src/lib/wire/d.ts', "import type { C } from '../pool/c.ts';")];
    const door = file('src/lib/index.ts', "export * from './pool/a.ts';");
    expect(findCycles([...pool, ...wire, door])).toEqual([]);
    expect(findRoomCycles([...pool, ...wire, door], ['src/lib'])).toEqual([
      'src/lib: pool -> wire -> pool (src/lib/pool/a.ts imports src/lib/wire/b.ts; src/lib/wire/d.ts imports src/lib/pool/c.ts)',
    ]);
    expect(findRoomCycles([...pool, file('src/lib/wire/b.ts'), door], ['src/lib'])).toEqual([]);
  });
});

describe('files', () => {
  it.each(['src/report/utils.ts', 'src/model/types.ts', 'src/cli/parseArguments.ts', 'src/cli/parse_arguments.ts'])(
    'may not be called %s',
    (path) => {
      expect(badName(file(path))).toHaveLength(1);
    },
  );

  it('may be called build-report.ts, pi2.ts or panel.d.ts', () => {
    expect(
      ['src/report/build-report.ts', 'src/pi2.ts', 'webview/panel.d.ts'].flatMap((path) => badName(file(path))),
    ).toEqual([]);
  });

  it.each(['try { a(); } catch {}', 'try { a(); } catch (e) { /* gone */ }', 'a().catch(() => {});'])(
    'may not swallow: %s',
    (text) => {
      expect(emptyCatches(file('src/a.ts', text))).toHaveLength(1);
    },
  );

  it('may handle an error in any way', () => {
    expect(emptyCatches(file('src/a.ts', 'try { a(); } catch { return null; } b().catch(report);'))).toEqual([]);
  });

  it('may not use the type any, but may mention it', () => {
    expect(anyTypes(file('src/a.ts', 'let a: any; let b: Record<string, any[]>;'))).toHaveLength(2);
    expect(anyTypes(file('src/a.ts', "// any\nconst any = 'any';"))).toEqual([]);
  });

  it('must document the functions and classes that they export', () => {
    const text = 'export function a() {}\n// no doc comment\nexport class B {}\nfunction c() {}';
    expect(undocumentedExports(file('src/a.ts', text))).toHaveLength(2);
    expect(undocumentedExports(file('src/a.ts', '/** Says why. */\nexport async function a() {}'))).toEqual([]);
  });

  it('must document one of several overloads', () => {
    const text = 'export function a(x: string): void;\nexport function a(x: unknown): void {}';
    expect(undocumentedExports(file('src/a.ts', text))).toHaveLength(2);
    expect(undocumentedExports(file('src/a.ts', `/** Two. */\n${text}`))).toEqual([]);
  });

  it('may not swallow messages that they do not know', () => {
    const read = (clauses: string): string[] => deafSwitches(file('src/a.ts', `switch (message.type) { ${clauses} }`));
    expect(read("case 'a': break; default: break;")).toHaveLength(1);
    expect(read("case 'a': break;")).toEqual([]);
  });

  it.each(['document.body;', 'f(window);', 'let e: HTMLElement;', 'globalThis.x = localStorage;'])(
    'may not touch the page: %s',
    (text) => {
      expect(domUses(file('src/a.ts', text))).toHaveLength(1);
    },
  );

  it.each([
    'function f(document: Text) { return document.uri; }',
    'event.document.uri;',
    'const { document } = editor; document.save();',
    'const x = { window: 1 };',
    "import { window } from 'vscode'; window.show();",
  ])('may use the name for something else: %s', (text) => {
    expect(domUses(file('src/a.ts', text))).toEqual([]);
  });
});
