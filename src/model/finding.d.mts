import type { FindingOrigin, Severity } from './findings/family.mjs';
import type { CopiedDataArgs } from './findings/copied-data.mjs';
import type { DistributionArgs } from './findings/distribution.mjs';
import type { ParallelCodeArgs } from './findings/parallel-code.mjs';
import type { ResourceArgs } from './findings/resources.mjs';
import type { ResultArgs } from './findings/results.mjs';
import type { ScriptArgs } from './findings/scripts.mjs';
import type { TaskArgs } from './findings/tasks.mjs';
import type { ValidityArgs } from './findings/validity.mjs';
import type { StrategyName } from './plan.mjs';
import type { SourceLocation } from './target.mjs';
export type { FindingOrigin, Severity } from './findings/family.mjs';
export type { FindingArgs, FindingCode } from './findings/index.mjs';
interface FindingOf<Code, Args> {
  code: Code;
  args: Args;
  severity: Severity;
  origin: FindingOrigin;
  location: SourceLocation;
  /** The numbers behind it, by name with the unit in the name; empty for a static finding. */
  evidence: Record<string, number>;
  related?: {
    location: SourceLocation;
    note: string;
  }[];
  /** The other strategies with the same finding; `args` names the most important one. */
  also?: {
    strategy: StrategyName;
    workers: number;
  }[];
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
type FindingIn<ArgsByCode> = {
  [Code in keyof ArgsByCode]: FindingOf<Code, ArgsByCode[Code]>;
}[keyof ArgsByCode];
/** A finding as the report and `check` print it. */
export type DescribedFinding = Finding & {
  message: string;
};
//# sourceMappingURL=finding.d.mts.map
