import { describe, expect, it } from 'vitest';
import type { AuditedEffects } from '../../src/model/audit.ts';
import type { Plan } from '../../src/model/plan.ts';
import { describeAudit, describeEffects, expectedPasses, listEffects } from '../../src/report/describe-effects.ts';

const none: AuditedEffects = { files: [], fileCount: 0, programs: [], hosts: [] };
const target = { file: '/work/app/src/a.ts', name: 'f', location: { file: '', line: 1, column: 1 }, async: false };

const plan = {
  budgetSeconds: 10,
  configurations: [
    { strategy: 'serial', workers: 1, chunkSize: null },
    { strategy: 'threads', workers: 2, chunkSize: null },
    { strategy: 'threads', workers: 4, chunkSize: null },
  ],
} as Pick<Plan, 'budgetSeconds' | 'configurations'> as Plan;

describe('side effects in words', () => {
  it.each<[words: string, effects: Partial<AuditedEffects>]>([
    ['writes ./out/1.png', { files: ['/work/app/out/1.png'], fileCount: 1 }],
    ['writes 2 files under ./out', { files: ['/work/app/out/1.png', '/work/app/out/2.png'], fileCount: 2 }],
    [
      'writes 2 files under ./out',
      { files: ['/work/app/out', '/work/app/out/1.png', '/work/app/out/2.png'], fileCount: 3 },
    ],
    ['writes ./out/a/1.png', { files: ['/work/app/out', '/work/app/out/a', '/work/app/out/a/1.png'], fileCount: 3 }],
    ['writes ./out', { files: ['/work/app/out'], fileCount: 1 }],
    ['writes 3 files under app/', { files: ['/work/app/a', '/work/app/b/c'], fileCount: 3 }],
    ['writes 2 files under /tmp', { files: ['/tmp/a', '/tmp/b/c'], fileCount: 2 }],
    ['writes 2 files under /', { files: ['/tmp/a', '/work/app/a'], fileCount: 2 }],
    ['writes 2 files under /work', { files: ['/work/app/a', '/work/application'], fileCount: 2 }],
    ['starts ffmpeg 12 times', { programs: [{ name: '/usr/bin/ffmpeg', count: 12 }] }],
    [
      'connects to example.org, this machine',
      {
        hosts: [
          { name: 'example.org', count: 1 },
          { name: '', count: 1 },
        ],
      },
    ],
    [
      'writes C:\\out\\a.txt and starts node.exe',
      { files: ['C:\\out\\a.txt'], fileCount: 1, programs: [{ name: 'C:\\nodejs\\node.exe', count: 1 }] },
    ],
    ['starts a, b, c, 1 more', { programs: ['a', 'b', 'c', 'd'].map((name) => ({ name, count: 1 })) }],
  ])('%s', (words, effects) => {
    expect(listEffects({ ...none, ...effects }, '/work/app')).toBe(words);
  });

  it('say how often a run repeats them', () => {
    const effects = {
      ...none,
      files: ['/work/app/out/1.png', '/work/app/out/2.png', '/work/app/out/3.png'],
      fileCount: 3,
      programs: [{ name: 'ffmpeg', count: 3 }],
    };
    const audit = { status: 'done', items: 3, count: 3, passMs: 40, effects } as const;
    expect(describeEffects(audit, plan, '/work/app', 4)).toBe(
      'One pass over 3 items writes 3 files under ./out and starts ffmpeg 3 times. This run repeats that about 400 times, in parallel too.',
    );
    expect(describeEffects({ ...audit, items: 2 }, plan, '/work/app', 4)).toMatch(
      /^The first 2 of 3 items write 3 files under \.\/out and start ffmpeg 3 times\. /,
    );
  });

  it('count at least three passes of each strategy', () => {
    expect(expectedPasses({ passMs: 60_000 }, plan, 4)).toBe(9);
    expect(expectedPasses({ passMs: 0 }, plan, 4)).toBeGreaterThan(1e6);
  });

  it('are in the report, as is the reason why they are unknown', () => {
    const effects = { ...none, files: ['/work/app/src/a.txt'], fileCount: 1 };
    expect(describeAudit({ target, audit: { status: 'done', items: 1, count: 1, passMs: 1, effects } })).toBe(
      'A pass writes ./a.txt',
    );
    expect(describeAudit({ target, audit: { status: 'done', items: 1, count: 1, passMs: 1, effects: none } })).toBe('');
    expect(describeAudit({ target, audit: { status: 'notNeeded' } })).toBe('');
    expect(describeAudit({ target, audit: { status: 'unsupported', nodeVersion: 'v22.3.0' } })).toBe(
      'Side effects were not listed before the run: Node 22.3.0 cannot, Node 24.20 or later can',
    );
    expect(describeAudit({ target, audit: { status: 'failed', message: 'it ended.' } })).toBe(
      'Side effects were not listed before the run: it ended',
    );
  });
});
