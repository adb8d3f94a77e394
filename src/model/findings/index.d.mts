import { type CopiedDataArgs } from './copied-data.mjs';
import { type DistributionArgs } from './distribution.mjs';
import type { Family } from './family.mjs';
import { type ParallelCodeArgs } from './parallel-code.mjs';
import { type ResourceArgs } from './resources.mjs';
import { type ResultArgs } from './results.mjs';
import { type ScriptArgs } from './scripts.mjs';
import { type TaskArgs } from './tasks.mjs';
import { type ValidityArgs } from './validity.mjs';
/** The values that the message of each finding needs, by code. A new finding is an entry in one of these families. */
export interface FindingArgs
  extends
    CopiedDataArgs,
    TaskArgs,
    ParallelCodeArgs,
    ResultArgs,
    DistributionArgs,
    ResourceArgs,
    ScriptArgs,
    ValidityArgs {}
export type FindingCode = keyof FindingArgs;
/** Every kind of finding. */
export declare const findings: Family<FindingArgs>;
export declare const findingCodes: readonly FindingCode[];
/** The codes that reading the code can find. */
export declare const staticCodes: (keyof FindingArgs)[];
//# sourceMappingURL=index.d.mts.map
