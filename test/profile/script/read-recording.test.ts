import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readRecording } from '../../../src/profile/script/read-recording.ts';
import { HEADER_BYTES, MEMORY_BYTES, SLOT_BYTES } from '../../../src/recorder/format/layout.ts';

const root = mkdtempSync(join(tmpdir(), 'read-recording-'));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

function folderWith(files: Record<string, string | Uint8Array | null>): string {
  const folder = join(root, String(count++));
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files))
    if (content === null) mkdirSync(join(folder, name));
    else writeFileSync(join(folder, name), content);
  return folder;
}

const atMs = 5;
const began = {
  type: 'process',
  atMs,
  pid: 9,
  ppid: 1,
  bornMs: 1,
  script: '/a.js',
  nodeVersion: 'v24.0.0',
  missing: [],
};
const thread = { type: 'thread', atMs, threadId: 0, tid: null };
const lines = (...events: unknown[]): string => events.map((event) => JSON.stringify(event)).join('\n');

it('reads a missing folder as an empty recording', async () => {
  expect(await readRecording(join(root, 'gone'), 0, [])).toEqual({ threads: [], missing: [] });
});

it.each([
  ['a directory', { '9-1.events': null }],
  ['no JSON', { '9-1.events': 'nonsense\n{"type":' }],
  ['other values', { '9-1.events': 'null\n1\n[]\n{"type":"process"}\n{"type":"constructor","atMs":1}\n' }],
  ['events without their members', { '9-1.events': lines({ ...began, script: 1 }, thread) }],
  ['times that cannot be', { '9-1.events': lines({ ...began, atMs: 1e300 }, thread) }],
])('skips a file of events with %s', async (_, files) => {
  expect((await readRecording(folderWith(files), 0, [])).threads).toEqual([]);
});

it.each([
  ['of random bytes', new Uint8Array(MEMORY_BYTES).fill(255)],
  ['that was cut off', new Uint8Array(HEADER_BYTES + SLOT_BYTES - 1).fill(1)],
  ['that is empty', new Uint8Array(0)],
])('keeps a thread whose memory is a file %s', async (_, slots) => {
  const worker = { type: 'worker', atMs, threadId: 1, parent: 0, script: '/w.js', createdAt: { file: 7 } };
  const files = { '9-1.events': lines(began, thread, worker), '9-1.slots': slots, '9-1.past': slots };
  const { threads } = await readRecording(folderWith(files), 0, []);
  expect(
    threads.map(({ threadId, times, createdAt, createdMs }) => ({ threadId, times, createdAt, createdMs })),
  ).toEqual([
    { threadId: 0, times: null, createdAt: null, createdMs: 1 },
    { threadId: 1, times: null, createdAt: null, createdMs: 5 },
  ]);
});
