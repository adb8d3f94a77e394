import { integer } from '../report/numbers-in-words.ts';
import type { Recording } from './record-inputs.ts';

/** Describes a recording in sentences: how much there is, what is missing and where it is. */
export function describeRecording(
  { file, items, recorded, leftOut, notJson, ending }: Recording,
  functionName: string,
): string[] {
  const calls = recorded.calls === 1 ? '1 call' : `${integer(recorded.calls)} calls`;
  return [
    `Recorded ${items === 1 ? '1 item' : `${items} items`} from ${calls} of ${functionName}. The command ended with ${ending}.`,
    ...leftOut,
    notJson === null
      ? `Use them again with --inputs-file ${file}, or copy that JSON file for your team.`
      : `Use them again with --inputs-file ${file}. They cannot be JSON: ${notJson}.`,
  ];
}
