import type { Finding } from '../../model/finding.ts';
import type { StrategyName } from '../../model/plan.ts';
import { sortBySeverity } from './sort-by-severity.ts';

interface StrategyId {
  name: StrategyName;
  workers: number;
}

/**
 * Merges equal findings about several strategies: keeps the severest, preferring the headline's, and lists the other
 * strategies in its `also`.
 */
export function collapseFindings(findings: readonly Finding[], headline: StrategyId | null): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const [position, finding] of findings.entries()) {
    const key = strategyOf(finding) ? groupKey(finding) : `${position}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap((group) => {
    const isHeadline = (finding: Finding): boolean => {
      const strategy = strategyOf(finding);
      return strategy?.strategy === headline?.name && strategy?.workers === headline?.workers;
    };
    const [first, ...others] = sortBySeverity([
      ...group.filter(isHeadline),
      ...group.filter((one) => !isHeadline(one)),
    ]);
    if (!first) return [];
    const also = others.flatMap((finding) => strategyOf(finding) ?? []);
    return [also.length > 0 ? { ...first, also } : first];
  });
}

/** Failures with different messages are different findings. */
function groupKey({ code, args }: Finding): string {
  return 'message' in args ? `${code}: ${args.message}` : code;
}

function strategyOf({ args }: Finding): { strategy: StrategyName; workers: number } | null {
  return 'strategy' in args ? { strategy: args.strategy, workers: args.workers } : null;
}
