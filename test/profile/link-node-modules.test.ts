import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { linkNodeModules } from '../../src/profile/link-node-modules.ts';

let root: string;
let checkout: string;

const write = (folder: string, path: string, text: string): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const read = (path: string): string => readFileSync(join(checkout, path), 'utf8');

beforeEach(() => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'linked-')));
  [root, checkout] = [join(folder, 'root'), join(folder, 'checkout')];
  write(root, 'node_modules/left/index.js', 'installed');
  write(root, 'packages/a/index.js', 'a now');
  write(checkout, 'packages/a/index.js', 'a then');
});

describe('the packages of a checkout', () => {
  it('are those of the repository, next to each package.json', () => {
    write(root, 'packages/a/node_modules/right/index.js', 'right');
    const links = linkNodeModules(root, checkout, [
      'package.json',
      'packages/a/package.json',
      'packages/b/package.json',
    ]);
    expect(read('node_modules/left/index.js')).toBe('installed');
    expect(read('packages/a/node_modules/right/index.js')).toBe('right');
    expect(links).toEqual([join(checkout, 'node_modules'), join(checkout, 'packages/a/node_modules')]);
  });

  it('link to the sources of the checkout if they link to sources of the repository', () => {
    write(root, 'packages/new/index.js', 'not in this commit');
    write(root, 'node_modules/@team/installed/index.js', 'installed too');
    write(root, 'node_modules/.store/pad/index.js', 'stored');
    for (const [target, name] of [
      ['packages/a', 'a'],
      ['packages/a', '@team/a'],
      ['packages/new', 'new'],
      ['node_modules/.store/pad', 'pad'],
    ] as const)
      symlinkSync(join(root, target), join(root, 'node_modules', name), 'junction');
    const links = linkNodeModules(root, checkout, ['package.json']);
    expect(read('node_modules/a/index.js')).toBe('a then');
    expect(read('node_modules/@team/a/index.js')).toBe('a then');
    expect(read('node_modules/@team/installed/index.js')).toBe('installed too');
    expect(read('node_modules/left/index.js')).toBe('installed');
    expect(read('node_modules/pad/index.js')).toBe('stored');
    expect(existsSync(join(checkout, 'node_modules/new'))).toBe(false);
    expect(links.every((link) => lstatSync(link).isSymbolicLink())).toBe(true);
  });

  it('are kept if the commit contains its own', () => {
    write(checkout, 'node_modules/left/index.js', 'committed');
    expect(linkNodeModules(root, checkout, ['package.json'])).toEqual([]);
    expect(read('node_modules/left/index.js')).toBe('committed');
  });
});
