// Turns a schema into the program that checks values against it, so that nothing of ajv is needed at run time.
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

/**
 * Returns the source of an ES module whose default export checks a value and stops at the first problem. A hostile file
 * has room for millions of them.
 *
 * @param options more options of ajv
 */
export function validatorSource(schema, options = {}) {
  const ajv = new Ajv({
    allowUnionTypes: true,
    discriminator: true,
    inlineRefs: false,
    messages: false,
    // Members that every object inherits, such as `constructor`, are not properties of a file.
    ownProperties: true,
    strict: false,
    code: { source: true, esm: true },
    ...options,
  });
  return standaloneCode.default(ajv, ajv.compile(withBranches(schema)));
}

/**
 * The same schema with every union as a choice by constant, so that a problem is that of the member which was meant, and
 * not of each member in turn.
 */
function withBranches(schema) {
  const resolve = ({ $ref, ...own }) => ($ref ? schema.definitions[$ref.replace('#/definitions/', '')] : own);
  const rewrite = (part) => {
    if (Array.isArray(part)) return part.map(rewrite);
    if (typeof part !== 'object' || part === null) return part;
    const { anyOf, ...rest } = part;
    const rewritten = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, rewrite(value)]));
    return anyOf ? { ...rewritten, ...choose(anyOf, resolve, rewrite) } : rewritten;
  };
  return rewrite(schema);
}

function choose(alternatives, resolve, rewrite) {
  const others = alternatives.filter(({ type }) => type !== 'null');
  if (others.length < alternatives.length)
    return { if: { not: { type: 'null' } }, then: choose(others, resolve, rewrite) };
  if (others.length === 1) return rewrite(others[0]);
  const tag = ['type', 'kind', 'status', 'code', 'outcome', 'how'].find((name) =>
    others.some((each) => tagOf(resolve(each), name) !== undefined),
  );
  const closed = others.filter((each) => tagOf(resolve(each), tag) !== undefined);
  const open = others.filter((each) => !closed.includes(each));
  if (tag === undefined || open.length > 1)
    throw new Error('Expected a union whose members differ in a constant. Give them a kind.');
  const members = closed.map(resolve);
  // Members that allow no other properties have to be checked whole.
  const isClosed = members.every(({ additionalProperties }) => additionalProperties === false);
  const branches =
    members.length === 1
      ? rewrite(members[0])
      : isClosed
        ? { type: 'object', required: [tag], discriminator: { propertyName: tag }, oneOf: rewrite(members) }
        : withSharedOnce(members, tag, rewrite);
  if (open.length === 0) return branches;
  const known = closed.map((each) => tagOf(resolve(each), tag));
  return {
    if: { type: 'object', required: [tag], properties: { [tag]: { enum: known } } },
    then: branches,
    else: rewrite(open[0]),
  };
}

/** The members without what they all say alike, which is checked once: 74 findings have the same seven fields. */
function withSharedOnce(members, tag, rewrite) {
  const [first] = members;
  const isShared = (name) =>
    members.every(({ properties }) => JSON.stringify(properties[name]) === JSON.stringify(first.properties[name]));
  const shared = Object.keys(first.properties).filter(isShared);
  const pick = (properties, wanted) => Object.fromEntries(Object.entries(properties).filter(([name]) => wanted(name)));
  return {
    type: 'object',
    required: [tag, ...first.required.filter((name) => name !== tag && shared.includes(name))],
    discriminator: { propertyName: tag },
    properties: rewrite(pick(first.properties, (name) => shared.includes(name))),
    oneOf: members.map(({ properties, required }) => ({
      required: required.filter((name) => name === tag || !shared.includes(name)),
      properties: rewrite(pick(properties, (name) => !shared.includes(name))),
    })),
  };
}

function tagOf(member, name) {
  return member.properties?.[name]?.const;
}
