import type { Finding } from '../../model/finding.ts';
import type { Measurement, OpenResource } from '../../model/measurement.ts';
import { runFinding, type RunFacts, type RunRule } from './run-facts.ts';
import { thrownAt } from './thrown-at.ts';

/** What calls did besides giving results: rejected promises, lines that were printed, what was left open. */
export const findSideEffects: RunRule = (facts) => [
  ...facts.measurements.flatMap((measurement) => findRejections(facts, measurement)),
  ...findLeftOpen(facts),
  ...findPrinted(facts),
];

function findRejections(facts: RunFacts, { configuration, sideEffects }: Measurement): Finding[] {
  if (!sideEffects?.rejections) return [];
  const { count, error } = sideEffects.rejections;
  const { strategy, workers } = configuration;
  const args = { strategy, workers, count, message: `${error.name}: ${error.message}` };
  const thrown = thrownAt(error, facts.target.location.file);
  const related = thrown && [{ location: thrown, note: 'rejected with an error from here' }];
  return [runFinding(facts, 'unhandled-rejection', 'error', 'run', args, { rejections: count }, related)];
}

function findLeftOpen(facts: RunFacts): Finding[] {
  const resources = withoutPipesOfChildren(facts.serialMeasurement?.sideEffects?.leftOpen ?? []);
  if (resources.length === 0) return [];
  const total = (key: 'count' | 'addedInPass'): number => resources.reduce((sum, resource) => sum + resource[key], 0);
  const addedInPass = total('addedInPass');
  const args = { resources: resources.map(({ kind, count }) => ({ kind, count })), addedInPass, count: facts.items };
  // What was opened once, at the first call, is often meant to stay.
  const severity = addedInPass > 0 ? 'warning' : 'information';
  return [runFinding(facts, 'left-open', severity, 'run', args, { leftOpen: total('count'), addedInPass })];
}

/** A child process holds its three streams. */
function withoutPipesOfChildren(resources: readonly OpenResource[]): OpenResource[] {
  const hasChildren = resources.some(({ kind }) => kind === 'ProcessWrap');
  return resources.filter(({ kind }) => !(hasChildren && kind === 'PipeWrap'));
}

function findPrinted(facts: RunFacts): Finding[] {
  const printed = facts.serialMeasurement?.sideEffects?.printed;
  if (!printed) return [];
  const { lines, first } = printed;
  const args = { lines, first, count: facts.items };
  const evidence = { lines, linesPerItem: lines / Math.max(1, facts.items) };
  return [runFinding(facts, 'prints-lines', 'information', 'run', args, evidence)];
}
