import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompareRequest, FromEngine } from '../../../src/engine/protocol.ts';
import { runComparison } from '../../../src/engine/run/run-comparison.ts';
import type { InputsExpression } from '../../../src/model/inputs.ts';
import { AnalysisClient } from '../../../src/profile/analysis-client.ts';
import { defaultPlanSettings, makePlan } from '../../../src/profile/make-plan.ts';
import { makeRunnable } from '../../../src/profile/make-runnable.ts';
import { resolveTarget } from '../../../src/profile/resolve-target.ts';
import { analysisPrograms, programs } from '../../profile/profile-source.ts';

/** Both versions of `f`, made runnable. */
async function requestFor(base: string, head: string, expression: string): Promise<CompareRequest> {
  await using analysis = new AnalysisClient(analysisPrograms);
  const inputs: InputsExpression = { kind: 'expression', source: 'argument', expression, spread: false };
  const settings = { ...defaultPlanSettings, strategies: ['serial'] as const, budgetSeconds: 1 };
  const moduleOf = async (source: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'compared-'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'f.ts'), source);
    const { target } = await resolveTarget(analysis, join(folder, 'f.ts'), 'f');
    const module = await makeRunnable(target, inputs, { cacheFolder: folder });
    return { plan: makePlan(target, inputs, settings, 1), module, cwd: folder };
  };
  const baseModule = await moduleOf(base);
  return { type: 'compare', ...baseModule, head: await moduleOf(head), programs, nodeSource: 'self' };
}

async function compare(base: string, head: string, expression: string): Promise<FromEngine[]> {
  const events: FromEngine[] = [];
  await runComparison(await requestFor(base, head, expression), (event) => events.push(event));
  return events;
}

const replicasIn = (events: readonly FromEngine[]) =>
  events.flatMap((event) => (event.type === 'replica' ? [event.replica] : []));
const resultsIn = (events: readonly FromEngine[]) =>
  events.flatMap((event) => (event.type === 'comparedResults' ? [event.results] : []));

describe('a comparison of two versions', () => {
  it('measures pairs of fresh processes in alternating order until the budget is spent', async () => {
    const events = await compare(
      `export const f = (x: number): number => x;`,
      `export const f = (x: number): number => x * 1;`,
      '[1, 2, 3]',
    );
    expect(events[0]?.type).toBe('machine');
    expect(events.find(({ type }) => type === 'inputs')).toMatchObject({ count: 3, preview: ['1', '2', '3'] });
    const replicas = replicasIn(events);
    expect(replicas.map(({ first }) => first)).toEqual(replicas.map((_, index) => (index % 2 === 0 ? 'base' : 'head')));
    for (const { baseMs, headMs } of replicas) {
      expect(headMs).toHaveLength(baseMs.length);
      for (const ms of [...baseMs, ...headMs]) expect(ms).toBeGreaterThan(0);
    }
    expect(resultsIn(events)).toEqual([expect.objectContaining({ equal: true, deterministic: null })]);
    expect(events.at(-1)).toEqual({ type: 'done' });
  });

  it('gives every process the items of the first base process', async () => {
    const source = 'export const f = (x: { n: number }): number => x.n;';
    const [results] = resultsIn(await compare(source, source, '[{ n: Math.random() }, { n: performance.now() }]'));
    expect(results).toMatchObject({ equal: true });
  });

  it('reports which items fail on which side', async () => {
    const [results] = resultsIn(
      await compare(
        'export const f = (x: number): number => x;',
        "export function f(x: number): number { if (x === 2) throw new Error('two'); return x; }",
        '[1, 2, 3]',
      ),
    );
    expect(results).toMatchObject({
      equal: false,
      differing: 1,
      failedItems: { base: 0, head: 1 },
      first: { item: 1 },
    });
  });

  it('names the side that cannot run', async () => {
    const events = await compare(
      'export const f = (x: number): number => x;',
      'export function f(x: number): number { throw new Error(`no ${x}`); }',
      '[1]',
    );
    expect(events.at(-1)).toMatchObject({ type: 'failed', stage: 'run', side: 'head' });
    expect(replicasIn(events)).toEqual([]);
  });
});
