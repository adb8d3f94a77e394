import type { TeamProfile } from '../model/team-file.ts';
import { checkTeamFile } from './check-team-file.ts';
import { type JsonNode, parseJson } from './parse-json.ts';

/** What says which items there are; the rest of a profile is left as it is. */
export type TeamInputs = Pick<TeamProfile, 'inputs' | 'inputsFile' | 'generated' | 'count'>;

/**
 * The text of a team's file with other inputs for one function. All else stays as it was written, comments included.
 * @param text `null` where there is no such file yet
 * @param key as `teamKey` makes it
 * @throws JsonError or TeamFileError when the text is not as it should be
 */
export function writeTeamProfile(text: string | null, key: string, inputs: TeamInputs): string {
  if (text === null || text.trim() === '') return `${JSON.stringify({ profiles: { [key]: inputs } }, null, 2)}\n`;
  const root = parseJson(text);
  const before = checkTeamFile(root).profiles[key];
  const { budgetSeconds, workers, strategies } = before ?? {};
  const profile = JSON.parse(JSON.stringify({ ...inputs, budgetSeconds, workers, strategies })) as TeamProfile;
  const profiles = memberOf(root, 'profiles');
  if (!profiles) return insert(text, root, 'profiles', { [key]: profile }, 1);
  const entry = memberOf(profiles, key);
  if (!entry) return insert(text, profiles, key, profile, 2);
  return text.slice(0, entry.start) + indented(profile, 2) + text.slice(entry.end);
}

function memberOf(node: JsonNode, key: string): JsonNode | null {
  if (node.kind !== 'object') return null;
  return node.members.findLast((member) => member.key === key)?.value ?? null;
}

/** A new last member. */
function insert(text: string, node: JsonNode, key: string, value: unknown, depth: number): string {
  const members = node.kind === 'object' ? node.members : [];
  const last = members.at(-1);
  const line = `\n${'  '.repeat(depth)}${JSON.stringify(key)}: ${indented(value, depth)}`;
  const close = `\n${'  '.repeat(depth - 1)}`;
  if (!last) return `${text.slice(0, node.start + 1)}${line}${close}${text.slice(node.end - 1)}`;
  const behind = text.slice(last.value.end, node.end - 1);
  // A comma that stands there already, though not one in a comment.
  const [hasComma = ''] = /^\s*,/.exec(behind) ?? [];
  const comma = hasComma === '' ? ',' : '';
  return `${text.slice(0, last.value.end)}${comma}${behind.trimEnd()}${line}${close}${text.slice(node.end - 1)}`;
}

function indented(value: unknown, depth: number): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${'  '.repeat(depth)}`);
}
