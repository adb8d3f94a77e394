import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditedEffects } from '../../../src/model/audit.ts';
import { hasEffects } from '../../../src/model/audit.ts';
import { auditArguments, canAudit } from '../../../src/engine/host/effects-audit.ts';
import { type effects, silent } from './audited/effects.ts';

const program = join(import.meta.dirname, 'audited/run-effects.ts');
const major = Number(process.versions.node.split('.')[0]);
/** Earlier versions do not check connections. */
const seesConnections = major >= 25;

describe.skipIf(!canAudit())('an audit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-audited-'));
  const inFolder = (...names: string[]): string[] => names.map((name) => join(folder, name));
  let server: Server;
  let found: Record<string, AuditedEffects>;

  beforeAll(async () => {
    for (const name of ['gone.txt', 'from.txt', 'kept.txt']) writeFileSync(join(folder, name), 'x');
    server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    // One process for all functions. It does not wait for the server, which is in this process: connections are accepted by
    // the kernel.
    const args = [...auditArguments, program, folder, String(port)];
    found = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as typeof found;
  });

  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const files: [name: keyof typeof effects, files: string[]][] = [
    ['writes', inFolder('written.txt')],
    ['appends', inFolder('log.txt')],
    ['writesLater', inFolder('later.txt')],
    ['streams', inFolder('stream.txt')],
    ['makesFolder', inFolder('made/deep')],
    ['removes', inFolder('gone.txt')],
    ['renames', inFolder('from.txt', 'to.txt')],
    ['copies', inFolder('copy.txt')],
    ['changesMode', inFolder('kept.txt')],
  ];

  it.each(files)('names the files of a function that %s', (name, expected) => {
    expect(found[name]?.files.toSorted()).toEqual(expected.toSorted());
    expect(found[name]).toMatchObject({ fileCount: expected.length, programs: [], hosts: [] });
  });

  it.each(['starts', 'startsAndWaits'] as const)('names the program of a function that %s a process', (name) => {
    expect(found[name]).toEqual({
      files: [],
      fileCount: 0,
      programs: [{ name: process.execPath, count: 1 }],
      hosts: [],
    });
  });

  it.skipIf(!seesConnections)('names the host that a function connects to', () => {
    expect(found['connects']).toMatchObject({ fileCount: 0, hosts: [{ name: '127.0.0.1', count: 1 }] });
  });

  it('finds nothing in similar functions', () => {
    const noisy = Object.keys(silent).filter((name) => {
      const effectsOf = found[name];
      return effectsOf === undefined || hasEffects(effectsOf);
    });
    expect(noisy).toEqual([]);
  });
});
