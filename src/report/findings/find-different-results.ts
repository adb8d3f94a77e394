import type { Finding } from '../../model/finding.ts';
import type { ResultComparison } from '../../model/measurement.ts';
import { runFinding, strategyArgs, type RunFacts, type RunRule } from './run-facts.ts';

/**
 * Finds results that differ, and distinguishes the causes: randomness, state kept between calls, or something that only
 * the pool shows.
 */
export const findDifferentResults: RunRule = (facts) => {
  const count = facts.items;
  const repeated = differing(facts.serial?.results);
  const fresh = differing(facts.serialMeasurement?.resultsInFreshProcess);
  const mutated = facts.serialMeasurement?.mutatedItems ?? 0;
  const findings: Finding[] = [];
  if (fresh) {
    findings.push(
      runFinding(
        facts,
        'non-deterministic',
        { ...difference(fresh), count: fresh.compared ?? count },
        { differing: fresh.differing, count: fresh.compared ?? count },
      ),
    );
  } else if (repeated) {
    // Without a second fresh process randomness cannot be ruled out, and the message leaves it open.
    const told = facts.serialMeasurement?.resultsInFreshProcess !== undefined;
    findings.push(
      told
        ? runFinding(
            facts,
            'shared-state',
            { ...difference(repeated), count: repeated.compared ?? count },
            { differing: repeated.differing, count: repeated.compared ?? count },
          )
        : runFinding(
            facts,
            'non-deterministic',
            { ...difference(repeated), count: repeated.compared ?? count },
            { differing: repeated.differing, count: repeated.compared ?? count },
            { severity: 'warning' },
          ),
    );
  } else {
    findings.push(...differentInPool(facts));
  }
  if (mutated > 0) {
    const args = { mutated, count: facts.serialMeasurement?.mutatedOf ?? count };
    findings.push(runFinding(facts, 'arguments-mutated', args, args));
  }
  return findings;
};

const unchecked = { unchecked: true } as const;

function differentInPool(facts: RunFacts): Finding[] {
  const count = facts.items;
  const isChecked = Boolean(facts.serialMeasurement?.results);
  return facts.parallel.flatMap((result) => {
    const found = differing(result.results);
    // Items that fail in the pool have no result to compare; another finding reports them.
    const failedInPool = result.failedItems - (facts.serial?.failedItems ?? 0);
    if (!found || found.differing <= failedInPool) return [];
    return [
      runFinding(
        facts,
        'results-differ',
        {
          ...strategyArgs(result),
          ...difference(found),
          count: found.compared ?? count,
          ...(isChecked ? {} : unchecked),
        },
        { differing: found.differing, count: found.compared ?? count },
      ),
    ];
  });
}

function differing(comparison: ResultComparison | null | undefined): ResultComparison | null {
  return comparison && !comparison.equal ? comparison : null;
}

function difference(comparison: ResultComparison) {
  const first = comparison.first ?? { item: 0, path: '', expected: 'another value', found: 'this one' };
  return { ...first, differing: comparison.differing };
}
