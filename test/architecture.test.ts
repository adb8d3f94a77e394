import ts from 'typescript';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  anyTypes,
  badName,
  deafSwitches,
  domUses,
  emptyCatches,
  undocumentedExports,
} from './architecture/check-file.ts';
import { forbiddenImports, wayTo, wrongOwners } from './architecture/check-imports.ts';
import { findCycles, findRoomCycles } from './architecture/find-cycles.ts';
import { folderRules, foldersWithRooms, owners, protocols, unreachable } from './architecture/layers.ts';
import { parse, readSources } from './architecture/source-file.ts';

const root = join(import.meta.dirname, '..');
const sources = readSources(root, ['src', 'webview']);

describe('the architecture', () => {
  it('covers existing folders', () => {
    for (const { folder } of folderRules) {
      expect(
        sources.filter(({ path }) => path.startsWith(`${folder}/`)).length,
        `files below ${folder}`,
      ).toBeGreaterThan(0);
    }
  });

  it('has no forbidden import', () => {
    expect(forbiddenImports(sources, folderRules)).toEqual([]);
  });

  it('has one owner for each foreign thing', () => {
    expect(wrongOwners(sources, owners)).toEqual([]);
  });

  it.each(unreachable)('never leads from $from to $folders $packages', (rule) => {
    expect(existsSync(join(root, rule.from)), `${rule.from} exists`).toBe(true);
    expect(wayTo(sources, rule)).toEqual([]);
  });

  it('has no circular imports, type-only and dynamic ones included', () => {
    expect(findCycles(sources)).toEqual([]);
  });

  it('has one-way imports between the rooms of a folder', () => {
    expect(findRoomCycles(sources, foldersWithRooms)).toEqual([]);
  });

  it('knows the DOM only in webview', () => {
    expect(sources.filter(({ path }) => !path.startsWith('webview/')).flatMap(domUses)).toEqual([]);
  });

  it('proves by the compiler that model and report run anywhere', () => {
    const page = readConfig('webview/tsconfig.json');
    expect(page.options.types).toEqual([]);
    expect(page.options.lib).toContain('lib.dom.d.ts');
    const files = page.fileNames.map((file) => file.replaceAll('\\', '/'));
    for (const { path } of sources.filter(({ path }) => /^src\/(model|report)\//.test(path))) {
      expect(files).toContain(join(root, path).replaceAll('\\', '/'));
    }
    expect(readConfig('tsconfig.json').options.lib).not.toContain('lib.dom.d.ts');
  });
});

describe('every file', () => {
  it('has a kebab-case name that says what is inside', () => {
    expect(sources.flatMap(badName)).toEqual([]);
  });

  it('has no empty catch', () => {
    expect(sources.flatMap(emptyCatches)).toEqual([]);
  });

  it('documents the functions and classes that it exports', () => {
    expect(sources.flatMap(undocumentedExports)).toEqual([]);
  });

  it('switches over messages without a default', () => {
    expect(sources.flatMap(deafSwitches)).toEqual([]);
  });

  it('has no any', () => {
    expect(sources.flatMap(anyTypes)).toEqual([]);
  });
});

describe('every wire', () => {
  it('is one of the known ones', () => {
    const found = sources.map(({ path }) => path).filter((path) => path.endsWith('protocol.ts'));
    expect(found).toEqual(protocols.map(({ path }) => path));
  });

  it.each(protocols)('$path says who speaks, and has $unions', ({ path, unions }) => {
    const source = sources.find((candidate) => candidate.path === path);
    if (source === undefined) throw new Error(`There is no ${path}.`);
    expect(source.text).toMatch(/^\/\*\*[\s\S]{80,}?\*\//);
    const declared = parse(source).statements.filter(
      (statement) => ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement),
    );
    expect(declared.map(({ name }) => name.text)).toEqual(expect.arrayContaining([...unions]));
  });
});

function readConfig(path: string): ts.ParsedCommandLine {
  const host: ts.ParseConfigFileHost = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  };
  const config = ts.getParsedCommandLineOfConfigFile(join(root, path), {}, host);
  if (config === undefined) throw new Error(`Cannot read ${path}.`);
  return config;
}
