import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isRunning } from '../is-running.ts';
import { findNode, type NodeSearch } from '../../src/profile/find-node.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-node-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that prints a version, in a folder of its own. */
function fakeNode(name: string, prints: string, exitCode = 0): string {
  const bin = join(folder, name);
  mkdirSync(bin);
  const path = join(bin, 'node');
  writeFileSync(path, `#!/bin/sh\necho "${prints}"\nexit ${exitCode}\n`);
  chmodSync(path, 0o755);
  return bin;
}

const search = (over: Partial<NodeSearch>): NodeSearch => ({
  settingName: 'the setting',
  cwd: folder,
  searchPath: '',
  own: { path: process.execPath, source: 'self' },
  ...over,
});

describe.skipIf(process.platform === 'win32')('findNode', () => {
  test('prefers the setting, which may be relative to the folder', async () => {
    const bin = fakeNode('wanted', 'v22.1.0');
    const result = await findNode(search({ setting: './wanted/node', searchPath: fakeNode('other', 'v24.0.0') }));
    expect(result).toEqual({
      found: true,
      node: { path: join(bin, 'node'), version: 'v22.1.0', source: 'setting', environment: {} },
    });
  });

  test('reports a setting that names no program instead of using another Node', async () => {
    const result = await findNode(search({ setting: '/nowhere/node' }));
    expect(result).toEqual({
      found: false,
      message:
        'the setting is "/nowhere/node": expected the path of a Node.js 20.12+ or 22+, found no such program. ' +
        'Correct the path, or leave it empty to use the one on the PATH.',
    });
  });

  test('reports the version if the setting names an old Node', async () => {
    const bin = fakeNode('ancient', 'v16.20.0');
    const result = await findNode(search({ setting: join(bin, 'node') }));
    expect(result).toMatchObject({ found: false, message: expect.stringContaining('found v16.20.0') as string });
  });

  test('reports a setting that names another program', async () => {
    const bin = fakeNode('echo', 'hello');
    const result = await findNode(search({ setting: join(bin, 'node') }));
    expect(result).toMatchObject({ found: false, message: expect.stringContaining('did not print one') as string });
  });

  test('ends a setting that does not answer, with what it started', async () => {
    const bin = fakeNode('hanging', 'v22.0.0');
    const pidFile = join(bin, 'pid');
    writeFileSync(
      join(bin, 'node'),
      `#!/bin/sh\nsleep 1000 &\necho $! > ${pidFile}.new\nmv ${pidFile}.new ${pidFile}\nwait\n`,
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const result = findNode(search({ setting: join(bin, 'node') }));
      await vi.waitUntil(() => existsSync(pidFile), { timeout: 10_000 });
      vi.advanceTimersByTime(15_000);
      expect(await result).toMatchObject({
        found: false,
        message: expect.stringContaining('it did not print its version within 15 s') as string,
      });
    } finally {
      vi.useRealTimers();
    }
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await vi.waitUntil(() => !isRunning(pid), { timeout: 10_000 });
  });

  test('takes the first recent Node on the search path', async () => {
    const searchPath = [fakeNode('old', 'v20.11.1'), fakeNode('odd', 'v21.7.0'), fakeNode('new', 'v20.12.0')].join(
      delimiter,
    );
    const result = await findNode(search({ searchPath }));
    expect(result).toMatchObject({ found: true, node: { version: 'v20.12.0', source: 'path' } });
  });

  test('runs the editor itself as Node if there is no other', async () => {
    const result = await findNode(
      search({ searchPath: '/nowhere', own: { path: process.execPath, source: 'editor' } }),
    );
    expect(result).toEqual({
      found: true,
      node: {
        path: process.execPath,
        version: process.version,
        source: 'editor',
        environment: { ELECTRON_RUN_AS_NODE: '1' },
      },
    });
  });

  test('skips the search path on request', async () => {
    const result = await findNode(search({ searchPath: null }));
    expect(result).toMatchObject({ found: true, node: { path: process.execPath, source: 'self' } });
  });

  test('lists everything it tried if nothing works', async () => {
    const old = fakeNode('older', 'v12.0.0');
    const broken = fakeNode('broken', 'v22.0.0', 3);
    const result = await findNode(search({ searchPath: old, own: { path: join(broken, 'node'), source: 'editor' } }));
    expect(result.found).toBe(false);
    if (result.found) return;
    expect(result.message).toContain(`${join(old, 'node')} is v12.0.0`);
    expect(result.message).toContain(`${join(broken, 'node')} does not start`);
    expect(result.message).toContain('give its path with the setting');
  });
});
