import type { StrategyName } from '../model/plan.ts';
import type { TeamFile, TeamProfile } from '../model/team-file.ts';
import { JsonError, type JsonNode } from './parse-json.ts';

type Check<Value> = (node: JsonNode, name: string) => Value;

const strategyNames: readonly StrategyName[] = ['serial', 'async', 'threads', 'processes'];

const fields: { [Field in keyof Required<TeamProfile>]: Check<Required<TeamProfile>[Field]> } = {
  inputs: text('a TypeScript expression in quotes'),
  inputsFile: text('the path of a JSON file'),
  generated: (node, name) => {
    const seed = members(node, name, ['count', 'seed']);
    const count = seed.get('count');
    const start = seed.get('seed');
    if (!count) throw expected(`"count" in "${name}"`, node);
    return { count: whole(1)(count, 'count'), seed: start ? whole(0)(start, 'seed') : 1 };
  },
  count: whole(1),
  budgetSeconds: (node, name) => {
    if (node.kind === 'number' && node.value > 0) return node.value;
    throw expected(`a number of seconds above 0 for "${name}"`, node);
  },
  workers: list(whole(1), 'worker counts, such as [1, 2, 4]'),
  strategies: list((node, name) => {
    const strategy = node.kind === 'string' ? strategyNames.find((each) => each === node.value) : undefined;
    if (strategy === undefined) throw expected(`${strategyNames.join(', ')} in "${name}"`, node);
    return strategy;
  }, 'strategies, such as ["threads"]'),
};

const inputFields = ['inputs', 'inputsFile', 'generated'];

/**
 * Checks the shape of a team file and returns its content.
 * @throws JsonError with what was expected and found
 */
export function checkTeamFile(root: JsonNode): TeamFile {
  const profiles = members(root, 'the file', ['$schema', 'profiles']).get('profiles');
  if (!profiles) return { profiles: {} };
  const checked: Record<string, TeamProfile> = {};
  for (const { key, start, value } of entries(profiles, 'profiles')) {
    if (!/^[^#].*#.+/.test(key) || key.includes('\\'))
      throw new JsonError(`expected a function such as "src/images.ts#resize", found "${key}"`, start);
    checked[key] = checkProfile(value, key);
  }
  return { profiles: checked };
}

function checkProfile(node: JsonNode, key: string): TeamProfile {
  const found = members(node, key, Object.keys(fields));
  const given = inputFields.filter((field) => found.has(field));
  if (given.length > 1)
    throw new JsonError(
      `expected one of inputs, inputsFile and generated for "${key}", found ${given.join(' and ')}. Leave the others out`,
      node.start,
    );
  const profile: Record<string, unknown> = {};
  for (const [field, check] of Object.entries<Check<unknown>>(fields)) {
    const value = found.get(field);
    if (value) profile[field] = check(value, field);
  }
  return profile;
}

function entries(node: JsonNode, name: string): Extract<JsonNode, { kind: 'object' }>['members'] {
  if (node.kind !== 'object') throw expected(`an object for ${name}`, node);
  return node.members;
}

function members(node: JsonNode, name: string, known: readonly string[]): Map<string, JsonNode> {
  const found = new Map<string, JsonNode>();
  for (const { key, start, value } of entries(node, name)) {
    if (!known.includes(key)) throw new JsonError(`expected ${known.join(', ')} in ${name}, found "${key}"`, start);
    found.set(key, value);
  }
  return found;
}

function text(what: string): Check<string> {
  return (node, name) => {
    if (node.kind === 'string' && node.value.trim() !== '') return node.value;
    throw expected(`${what} for "${name}"`, node);
  };
}

function whole(least: number): Check<number> {
  return (node, name) => {
    if (node.kind === 'number' && Number.isSafeInteger(node.value) && node.value >= least) return node.value;
    throw expected(`a whole number from ${least} for "${name}"`, node);
  };
}

function list<Item>(check: Check<Item>, what: string): Check<Item[]> {
  return (node, name) => {
    if (node.kind !== 'array' || node.elements.length === 0) throw expected(`a list of ${what}, for "${name}"`, node);
    return node.elements.map((element) => check(element, name));
  };
}

function expected(what: string, found: JsonNode): JsonError {
  const shown =
    found.kind === 'string' || found.kind === 'number' || found.kind === 'boolean'
      ? JSON.stringify(found.value)
      : { object: 'an object', array: 'a list', null: 'null' }[found.kind];
  return new JsonError(`expected ${what}, found ${shown}`, found.start);
}
