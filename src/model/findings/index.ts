import { copiedData, type CopiedDataArgs } from './copied-data.ts';
import { distribution, type DistributionArgs } from './distribution.ts';
import type { Family } from './family.ts';
import { parallelCode, type ParallelCodeArgs } from './parallel-code.ts';
import { resources, type ResourceArgs } from './resources.ts';
import { results, type ResultArgs } from './results.ts';
import { scripts, type ScriptArgs } from './scripts.ts';
import { tasks, type TaskArgs } from './tasks.ts';
import { validity, type ValidityArgs } from './validity.ts';

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
export const findings: Family<FindingArgs> = {
  ...copiedData,
  ...tasks,
  ...parallelCode,
  ...results,
  ...distribution,
  ...resources,
  ...scripts,
  ...validity,
};

export const findingCodes = Object.keys(findings) as readonly FindingCode[];

/** The codes that reading the code can find. */
export const staticCodes = findingCodes.filter((code) => findings[code].origins.includes('static'));
