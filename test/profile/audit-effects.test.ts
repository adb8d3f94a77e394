import { describe, expect, it } from 'vitest';
import { canAudit } from '../../src/engine/host/effects-audit.ts';
import { profileSource } from './profile-source.ts';

const source = `import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('out', { recursive: true });
export function save(n: number): number {
  writeFileSync(\`out/\${n}.txt\`, String(n));
  return n;
}`;

const settings = { strategies: ['serial'] as const, budgetSeconds: 0.2 };

describe.skipIf(!canAudit())('side effects before a run', () => {
  it('are shown with their number, and nothing is measured without a confirmation', async () => {
    const asked: string[] = [];
    const refused = profileSource(source, 'save', {
      inputs: '[1, 2, 3]',
      settings,
      confirmEffects: (effects) => Promise.resolve(asked.push(effects) < 0),
    });
    await expect(refused).rejects.toThrow('Not profiled: its side effects were not confirmed.');
    expect(asked).toEqual([
      expect.stringMatching(
        /^One pass over 3 items writes 3 files under \.\/out\. This run repeats that about [\d,]+ times\.$/,
      ),
    ]);
  });

  it('leave a run that is cancelled at the question as cancelled', async () => {
    const abort = new AbortController();
    const { report } = await profileSource(source, 'save', {
      inputs: '[1, 2, 3]',
      settings,
      signal: abort.signal,
      confirmEffects: () => {
        abort.abort();
        return Promise.resolve(false);
      },
    });
    expect(report.outcome).toEqual({ status: 'cancelled', partial: false });
  });

  it('are in the report of a confirmed run', async () => {
    const { report, events } = await profileSource(source, 'save', {
      inputs: '[1, 2, 3]',
      settings,
      confirmEffects: () => Promise.resolve(true),
    });
    expect(report.outcome.status).toBe('completed');
    expect(report.audit).toMatchObject({ status: 'done', items: 3, count: 3, effects: { fileCount: 3, programs: [] } });
    // The audit comes first and is no event of the run.
    expect(events.some(({ type }) => type === 'audited')).toBe(false);
  });

  it('need no confirmation where there are none, and no pass where there cannot be any', async () => {
    const never = () => Promise.reject(new Error('asked'));
    const reads = `import { readFileSync } from 'node:fs';
export const f = (n: number): number => readFileSync('package.json').length + n;`;
    const { report } = await profileSource(reads, 'f', { inputs: '[1, 2]', settings, confirmEffects: never });
    expect(report.audit).toMatchObject({ status: 'done', effects: { fileCount: 0 } });
    const computes = 'export const f = (n: number): number => n * n;';
    const pure = await profileSource(computes, 'f', { inputs: '[1, 2]', settings, confirmEffects: never });
    expect(pure.report.audit).toBeUndefined();
  });
});
