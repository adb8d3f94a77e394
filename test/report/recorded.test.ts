import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunEvent } from '../../src/model/run-event.ts';
import { buildReport, type Run } from '../../src/report/build-report.ts';
import { applyRunEvent, startRun, usualLimits } from '../../src/report/run-state.ts';
import { findDisagreements } from './find-disagreements.ts';
import { sampleRun } from './sample-report.ts';

/** Events of real runs on a busy machine, without segments and live samples. */
interface Recording {
  target: { name: string; async: boolean };
  count: number;
  plan: Run['plan'];
  events: RunEvent[];
}

const folder = join(import.meta.dirname, 'recorded');

it.each(readdirSync(folder))('every number of a recorded run follows from its neighbours: %s', (file) => {
  const { target, count, plan, events } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording;
  const sample = sampleRun({ items: count });
  const start = { target: { ...sample.target, ...target }, configurations: [], budgetSeconds: plan.budgetSeconds };
  const run = events.reduce(applyRunEvent, startRun(start, usualLimits));
  const report = buildReport({
    ...sample,
    target: { ...sample.target, ...target },
    inputs: { ...sample.inputs, count },
    plan,
    machine: run.machine,
    ceiling: run.ceiling,
    neighbours: run.neighbours,
    measurements: run.measurements,
  });
  expect(report.strategies.length).toBeGreaterThan(2);
  expect(findDisagreements(report)).toEqual([]);
});
