import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { resolveInside } from '../../src/profile/resolve-inside.ts';

let parent: string;
let folder: string;
let inside: string;
let outside: string;

beforeAll(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'parallel-profiler-place-')));
  folder = join(parent, 'work');
  mkdirSync(join(folder, 'src'), { recursive: true });
  mkdirSync(join(parent, 'work-other'));
  inside = join(folder, 'src/a.ts');
  outside = join(parent, 'work-other/a.ts');
  for (const file of [inside, outside, join(folder, '..a.ts')]) writeFileSync(file, '');
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

describe('resolveInside', () => {
  test('finds a file of the folder in any notation of its path', async () => {
    expect(await resolveInside(inside, [folder])).toBe(inside);
    expect(await resolveInside(`${folder}/src/../src/./a.ts`, ['/elsewhere', folder])).toBe(inside);
    expect(await resolveInside(join(folder, '..a.ts'), [folder])).toBe(join(folder, '..a.ts'));
  });

  test.each([
    ['another folder whose name begins the same', () => outside],
    ['a way out of the folder', () => `${folder}/../work-other/a.ts`],
    ['the folder itself', () => folder],
    ['a file that is not there', () => join(folder, 'src/none.ts')],
    ['a relative path', () => relative(process.cwd(), inside)],
    ['a path with a null character', () => `${inside}\0.ts`],
    ['a share on a server', () => '\\\\server\\share\\a.ts'],
    ['a share on a server, with slashes', () => '//server/share/a.ts'],
    ['a URI', () => `file://${inside}`],
    ['nothing', () => ''],
  ])('rejects %s', async (_what, file) => {
    expect(await resolveInside(file(), [folder])).toBeNull();
  });

  test('rejects everything if no folder is open', async () => {
    expect(await resolveInside(inside, [])).toBeNull();
  });

  test.skipIf(process.platform === 'win32')('follows symbolic links of files, folders and the workspace', async () => {
    symlinkSync(outside, join(folder, 'src/link.ts'));
    symlinkSync(join(parent, 'work-other'), join(folder, 'linked'));
    symlinkSync(folder, join(parent, 'by-link'));
    expect(await resolveInside(join(folder, 'src/link.ts'), [folder])).toBeNull();
    expect(await resolveInside(join(folder, 'linked/a.ts'), [folder])).toBeNull();
    expect(await resolveInside(inside, [join(parent, 'by-link')])).toBe(inside);
    expect(await resolveInside(join(parent, 'by-link/src/a.ts'), [join(parent, 'by-link')])).not.toBeNull();
  });

  test('rejects a chain of links that leads outside', async () => {
    const step = fc.constantFrom('..', '.', 'src', 'work', 'work-other', 'a.ts', '', 'linked');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        const found = await resolveInside([folder, ...steps].join('/'), [folder]);
        if (found !== null) expect(relative(folder, realpathSync(found))).not.toMatch(/^\.\./);
      }),
    );
  });
});
