import type { Finding } from '../../model/finding.ts';
import type { Measurement, OpenResource } from '../../model/measurement.ts';
import { sum } from '../../math/median.ts';
import { runFinding, type RunFacts, type RunRule } from './run-facts.ts';
import { thrownAt } from './thrown-at.ts';

/** Finds side effects of calls: rejected promises, printed lines, resources left open, processes left running. */
export const findSideEffects: RunRule = (facts) => [
  ...facts.measurements.flatMap((measurement) => findRejections(facts, measurement)),
  ...findLeftOpen(facts),
  ...findLeftRunning(facts),
  ...findPrinted(facts),
];

function findRejections(facts: RunFacts, { configuration, sideEffects }: Measurement): Finding[] {
  if (!sideEffects?.rejections) return [];
  const { count, error } = sideEffects.rejections;
  const { strategy, workers } = configuration;
  const args = { strategy, workers, count, message: `${error.name}: ${error.message}` };
  const thrown = thrownAt(error, facts.target.location.file);
  const related = thrown && [{ location: thrown, note: 'rejected with an error from here' }];
  return [runFinding(facts, 'unhandled-rejection', args, { rejections: count }, { related })];
}

function findLeftOpen(facts: RunFacts): Finding[] {
  const resources = withoutPipesOfChildren(facts.serialMeasurement?.sideEffects?.leftOpen ?? []);
  if (resources.length === 0) return [];
  const leftOpen = sum(resources.map(({ count }) => count));
  const addedInPass = sum(resources.map((resource) => resource.addedInPass));
  const grows = addedInPass > 0;
  const listed = resources
    .map(({ kind, count, addedInPass: added }) => ({ kind, count: grows ? added : count }))
    .filter(({ count }) => count > 0);
  // Resources opened once, at the first call, are often meant to stay open.
  const severity = grows ? 'warning' : 'information';
  const args = { resources: listed, grows, count: facts.items };
  return [runFinding(facts, 'left-open', args, { leftOpen, addedInPass }, { severity })];
}

function findLeftRunning(facts: RunFacts): Finding[] {
  const left = facts.serialMeasurement?.sideEffects?.leftRunning;
  if (!left) return [];
  const { count, names } = left;
  return [runFinding(facts, 'left-running', { processes: count, names }, { leftRunning: count })];
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
  return [runFinding(facts, 'prints-lines', args, evidence)];
}
