import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaFile } from '../../schema/make-schema.ts';
import type { Finding, FindingArgs, FindingCode } from '../../src/model/finding.ts';
import { describeFinding, withMessage } from '../../src/report/describe-finding.ts';

const location = { file: '/a.ts', line: 1, column: 1 };
const base = { location, evidence: {}, severity: 'warning', origin: 'run' } as const;

const said: [Finding, string][] = [
  [
    { ...base, code: 'one-long-task', args: { item: 0, input: '40', taskMs: 200, share: 0.506, bound: 1.975 } },
    'Item 0 (40) takes 200 ms, 51% of all work, which limits the speedup to 1.98x with any number of workers. Split that item.',
  ],
  [
    { ...base, code: 'one-long-task', args: { item: 17, input: '40', taskMs: 200, share: 0.506, bound: 1.975 } },
    'Item 17 (40) takes 200 ms, 51% of all work, which limits the speedup to 1.98x with any number of workers. Split that item, or start it first.',
  ],
  [
    {
      ...base,
      code: 'background-load',
      args: { cores: 1.04, available: 2, neighbours: [{ name: 'chrome', cores: 0.84, isClient: false }] },
    },
    'Other processes used 1 of 2 cores. Close them and profile again (busiest: chrome 0.8).',
  ],
  [
    {
      ...base,
      code: 'fewer-items-than-workers',
      args: { strategy: 'threads', workers: 4, count: 3 },
    },
    '1 worker of 4 had nothing to do: there are only 3 items. Split the work into more items.',
  ],
  [
    {
      ...base,
      code: 'argument-not-cloneable',
      args: { path: 'shape.area', what: 'a method', channel: 'both', may: true },
    },
    'The argument may fail to be sent to a worker, or arrive without its methods: shape.area is a method. Send plain data and create the rest in the worker.',
  ],
  [
    { ...base, code: 'result-not-cloneable', args: { path: '.area', what: 'a method', channel: 'threads', may: true } },
    'The result may fail to be sent back from a worker thread, or arrive without its methods: area in it is a method. Return plain data.',
  ],
];

describe('describeFinding', () => {
  it.each(said.map(([finding, words]) => [words, finding] as const))('says: %s', (words, finding) => {
    expect(describeFinding(finding)).toBe(words);
  });

  it('shows the path of a difference and both values', () => {
    const args = {
      strategy: 'threads',
      workers: 2,
      differing: 1,
      count: 9,
      item: 4,
      path: '.total',
      expected: '5',
      found: '1',
    } as const;
    const words = describeFinding({ ...base, code: 'results-differ', args });
    expect(words).toContain('.total of item 4 is 1 instead of 5');
    expect(words).toContain('2 threads');
  });
});

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

interface CodeSchema {
  properties: { code: { const?: FindingCode }; args: Schema };
}

const { definitions } = JSON.parse(readFileSync(schemaFile, 'utf8')) as {
  definitions: Record<string, Schema> & { DescribedFinding: { anyOf: CodeSchema[] } };
};
const known = definitions.DescribedFinding.anyOf.flatMap(({ properties: { code, args } }) =>
  code.const === undefined ? [] : [[code.const, args] as const],
);

/** A value that the schema allows; each `variant` takes another where there is a choice. */
function valueOf(schema: Schema, variant: number): unknown {
  if (schema.$ref !== undefined) return valueOf(definitions[schema.$ref.replace('#/definitions/', '')] ?? {}, variant);
  if (schema.enum) return schema.enum[variant % schema.enum.length];
  const types = [schema.type ?? []].flat();
  switch (types[variant % types.length]) {
    case 'number':
      return [3, 0.25, 1][variant % 3];
    case 'string':
      return `text ${variant}`;
    case 'boolean':
      return variant % 2 === 0;
    case 'null':
      return null;
    case 'array':
      return [valueOf(schema.items ?? {}, variant)];
    default:
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, valueOf(property, variant)]),
      );
  }
}

describe('the message of', () => {
  it.each(known)('%s is whole sentences, whatever its arguments', (code, schema) => {
    for (let variant = 0; variant < 6; variant++) {
      const args = valueOf(schema, variant) as FindingArgs[FindingCode];
      const message = describeFinding({ code, args });
      expect(message).toMatch(/^\S.{20,}\.$/);
      expect(message).not.toMatch(/(?<!in the worker it is )undefined|NaN|\[object|null/);
    }
  });
});

describe('withMessage', () => {
  const finding: Finding = {
    ...base,
    code: 'wide-interval',
    args: { strategy: 'threads', workers: 4, low: 1, high: 2 },
  };
  const also = [1, 2, 8, 16].map((workers) => ({ strategy: 'processes' as const, workers }));

  it('names the other strategies with the same finding', () => {
    expect(withMessage({ ...finding, also: also.slice(0, 2) }).message).toMatch(
      /The same goes for 1 process and 2 processes\.$/,
    );
    expect(withMessage({ ...finding, also }).message).toMatch(/The same goes for 1 process, 2 processes and 2 more\.$/);
    expect(withMessage(finding).message).not.toContain('The same');
  });

  it('changes nothing else', () => {
    const { message, ...rest } = withMessage(finding);
    expect(rest).toEqual(finding);
    expect(message).toBe(describeFinding(finding));
  });
});
