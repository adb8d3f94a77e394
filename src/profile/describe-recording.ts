import { integer } from '../report/numbers-in-words.ts';
import type { Recording } from './record-inputs.ts';

/** Sentences about a recording: its size, what is missing, and how to use it in a terminal. */
export interface DescribedRecording {
  summary: string;
  leftOut: string[];
  reuse: string;
}

/** Describes a recording: how many calls it has, what was left out, and how to use it again. */
export function describeRecording(
  { file, items, recorded, leftOut, notJson, ending }: Recording,
  functionName: string,
): DescribedRecording {
  const calls = recorded.calls === 1 ? '1 call' : `${integer(recorded.calls)} calls`;
  return {
    summary: `Recorded ${items === 1 ? '1 item' : `${items} items`} from ${calls} of ${functionName}. The command ended with ${ending}.`,
    leftOut,
    reuse:
      notJson === null
        ? `Use them again with --inputs-file ${file}, or copy that JSON file for your team.`
        : `Use them again with --inputs-file ${file}. They cannot be JSON: ${notJson}.`,
  };
}
