import type { FindingOrigin, Severity } from './findings/family.ts';
import type { CopiedDataArgs } from './findings/copied-data.ts';
import type { DistributionArgs } from './findings/distribution.ts';
import type { ParallelCodeArgs } from './findings/parallel-code.ts';
import type { ResourceArgs } from './findings/resources.ts';
import type { ResultArgs } from './findings/results.ts';
import type { ScriptArgs } from './findings/scripts.ts';
import type { TaskArgs } from './findings/tasks.ts';
import type { ValidityArgs } from './findings/validity.ts';
import type { StrategyName } from './plan.ts';
import type { SourceLocation } from './target.ts';

export type { FindingOrigin, Severity } from './findings/family.ts';
export type { FindingArgs, FindingCode } from './findings/index.ts';

interface FindingOf<Code, Args> {
  code: Code;
  args: Args;
  severity: Severity;
  origin: FindingOrigin;
  location: SourceLocation;
  /** The numbers behind it, by name with the unit in the name; empty for a static finding. */
  evidence: Record<string, number>;
  related?: { location: SourceLocation; note: string }[];
  /** The other strategies with the same finding; `args` names the most important one. */
  also?: { strategy: StrategyName; workers: number }[];
}

/** A finding without words; `report/describe-finding.ts` adds them. */
export type Finding =
  | FindingIn<CopiedDataArgs>
  | FindingIn<TaskArgs>
  | FindingIn<ParallelCodeArgs>
  | FindingIn<ResultArgs>
  | FindingIn<DistributionArgs>
  | FindingIn<ResourceArgs>
  | FindingIn<ScriptArgs>
  | FindingIn<ValidityArgs>;

type FindingIn<ArgsByCode> = { [Code in keyof ArgsByCode]: FindingOf<Code, ArgsByCode[Code]> }[keyof ArgsByCode];

/** A finding as the report and `check` print it. */
export type DescribedFinding = Finding & { message: string };
