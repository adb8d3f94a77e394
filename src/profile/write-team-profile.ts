import { applyEdits, modify } from 'jsonc-parser';
import type { TeamProfile } from '../model/team-file.ts';
import { checkTeamFile } from './check-team-file.ts';
import { parseJson } from './parse-json.ts';

/** The fields that define the items; the other fields of a profile do not change. */
export type TeamInputs = Pick<TeamProfile, 'inputs' | 'inputsFile' | 'generated' | 'count'>;

/**
 * Returns the text of a team file with other inputs for one function. Everything else stays as written, comments
 * included.
 * @param text `null` if there is no such file yet
 * @param key from `teamKey`
 * @throws JsonError if the text is not a valid team file
 */
export function writeTeamProfile(text: string | null, key: string, inputs: TeamInputs): string {
  if (text === null || text.trim() === '') return `${JSON.stringify({ profiles: { [key]: inputs } }, null, 2)}\n`;
  const before = checkTeamFile(parseJson(text)).profiles[key];
  const { budgetSeconds, workers, strategies } = before ?? {};
  const profile = JSON.parse(JSON.stringify({ ...inputs, budgetSeconds, workers, strategies })) as TeamProfile;
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };
  return applyEdits(text, modify(text, ['profiles', key], profile, { formattingOptions }));
}
