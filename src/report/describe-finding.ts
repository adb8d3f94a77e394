import type { DescribedFinding, Finding } from '../model/finding.ts';
import type { Phrases } from '../model/findings/family.ts';
import { findings, type FindingArgs, type FindingCode } from '../model/findings/index.ts';
import { capitalize } from './capitalize.ts';
import { describeNeighbours } from './describe-neighbours.ts';
import { describeOpenResources } from './describe-open-resources.ts';
import { describeStrategy } from './describe-strategy.ts';
import { busy, bytes, cores, counted, duration, integer, percent, ratio } from './numbers-in-words.ts';
import { placeInValue } from './place-in-value.ts';

const phrases: Phrases = {
  integer,
  counted,
  duration,
  bytes,
  ratio,
  percent,
  cores,
  busy,
  strategy: (name, workers) => describeStrategy({ name, workers }),
  place: placeInValue,
  openResources: describeOpenResources,
  neighbours: describeNeighbours,
  capitalised: capitalize,
};

/** Adds the message to a finding. */
export function withMessage(finding: Finding): DescribedFinding {
  const also = finding.also?.map(({ strategy, workers }) => phrases.strategy(strategy, workers)) ?? [];
  const same = also.length > 0 ? ` The same goes for ${listed(also)}.` : '';
  return { ...finding, message: describeFinding(finding) + same };
}

/** Returns the message of a finding, which its family defines. */
export function describeFinding<Code extends FindingCode>({
  code,
  args,
}: {
  code: Code;
  args: FindingArgs[Code];
}): string {
  return findings[code].words(args, phrases);
}

/** `a`, `a and b`, `a, b and 3 more`. */
function listed(names: string[]): string {
  if (names.length > 3) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
