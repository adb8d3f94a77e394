import type { TeamFile, TeamProfile } from '../model/team-file.ts';
import { describeProblem, pathInWords, type SchemaError } from '../report/describe-problem.ts';
import { JsonError, type JsonNode } from './parse-json.ts';
import validate from './team-file-validator.mjs';

/** Mutually exclusive fields; a schema could express this only by repeating all other fields. */
const inputFields = ['inputs', 'inputsFile', 'generated'] as const;

/**
 * Checks a team file and returns its content.
 * @throws JsonError with what was expected and found
 */
export function checkTeamFile(root: JsonNode): Required<Pick<TeamFile, 'profiles'>> {
  const value = valueOf(root);
  if (!validate(value)) throw problemOf(validate.errors?.[0], root, value);
  const { profiles = {} } = value as TeamFile;
  return { profiles: mapEntries(profiles, (profile, key) => checkInputs(profile, key, root)) };
}

function checkInputs(profile: TeamProfile, key: string, root: JsonNode): TeamProfile {
  const given = inputFields.filter((field) => profile[field] !== undefined);
  if (given.length > 1)
    throw new JsonError(
      `expected one of ${inputFields.join(', ')} for "${key}", found ${given.join(' and ')}. Leave the others out`,
      positionOf(root, ['profiles', key]).value,
    );
  return profile.generated ? { ...profile, generated: { seed: 1, ...profile.generated } } : profile;
}

function problemOf(error: SchemaError | undefined, root: JsonNode, value: unknown): JsonError {
  if (error === undefined) throw new Error('Expected an error of the validator of team files, found none.');
  // A wrong name is a problem of its object; the error points to the name.
  if (error.propertyName !== undefined) {
    const position = positionOf(root, ['profiles', error.propertyName]);
    return new JsonError(
      `expected a function such as "src/images.ts#resize", found "${error.propertyName}"`,
      position.name,
    );
  }
  const { path, expected, found } = describeProblem(error, value);
  const position = positionOf(root, path);
  if (error.keyword === 'additionalProperties')
    return new JsonError(`expected ${expected} in ${nameOf(path.slice(0, -1))}, found ${found}`, position.name);
  const what = error.keyword === 'pattern' ? 'a text that is not blank' : expected;
  return new JsonError(`expected ${what} for ${nameOf(path)}, found ${found}`, position.value);
}

/** Returns the name of a field for a message, `"workers[1]"`; line and column identify the profile. */
function nameOf(path: readonly string[]): string {
  const [first, key, ...inProfile] = path;
  if (first === undefined) return 'the file';
  return `"${inProfile.length > 0 ? pathInWords(inProfile) : (key ?? first)}"`;
}

/** Returns the offsets of a field's value and of its name. For a missing field, returns where it belongs. */
function positionOf(root: JsonNode, path: readonly string[]): { name: number; value: number } {
  let [node, name] = [root, root.start];
  for (const key of path) {
    if (node.kind === 'array') node = node.elements[Number(key)] ?? node;
    const member = node.kind === 'object' ? node.members.findLast((each) => each.key === key) : undefined;
    if (member) [node, name] = [member.value, member.start];
  }
  return { name, value: node.start };
}

function valueOf(node: JsonNode): unknown {
  switch (node.kind) {
    case 'object':
      // `Object.fromEntries` also defines names that objects inherit, such as `__proto__`, as own members.
      return Object.fromEntries(node.members.map(({ key, value }) => [key, valueOf(value)]));
    case 'array':
      return node.elements.map(valueOf);
    case 'null':
      return null;
    default:
      return node.value;
  }
}

function mapEntries<Value, Mapped>(
  record: Record<string, Value>,
  change: (value: Value, key: string) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
