import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { mayHaveEffects } from '../../src/profile/may-have-effects.ts';
import type { GraphEdge, GraphFile } from '../../src/profile/walk-graph.ts';

function graph(contents: string, ...imports: [specifier: string, path?: string][]) {
  const files = new Map<string, GraphFile>();
  for (const path of ['/a.ts', '/b.ts'])
    files.set(path, { path, contents: path === '/a.ts' ? contents : '', syntax: 'ts', modules: 'esm' });
  const builtins = new Set(imports.flatMap(([specifier]) => (isBuiltin(specifier) ? [specifier] : [])));
  const others = imports.filter(([specifier]) => !builtins.has(specifier));
  const edges = others.map(([specifier, path]): GraphEdge => ({
    ...{ importer: '/a.ts', specifier, kind: 'import-statement' },
    path: path ?? null,
  }));
  return { files, edges, builtins };
}

describe('mayHaveEffects', () => {
  it.each([
    ['export const f = (x: number) => x * 2;'],
    ["const path = require('node:path');", 'node:path'],
    ["import { createHash } from 'crypto';", 'crypto'],
    ["const zlib = await import('node:zlib');", 'node:zlib'],
  ])('is false for %s', (contents, ...imports) => {
    expect(mayHaveEffects(graph(contents, ...imports.map((specifier) => [specifier] as [string])))).toBe(false);
    expect(mayHaveEffects(graph(contents, ['./b.ts', '/b.ts']))).toBe(false);
  });

  it.each([
    ["import fs from 'fs';", ['fs']],
    ["import { execFile } from 'node:child_process';", ['node:child_process']],
    ["import sharp from 'sharp';", ['sharp', '/node_modules/sharp/index.js']],
    ["import addon from 'addon';", ['addon']],
    ['export const f = (url: string) => fetch(url);', null],
    ['const fs = process.getBuiltinModule(name);', null],
    ['const m = require(name);', null],
    ['const m = await import(name);', null],
  ] as [string, [string, string?] | null][])('is true for %s', (contents, edge) => {
    expect(mayHaveEffects(graph(contents, ...(edge ? [edge] : [])))).toBe(true);
  });
});
