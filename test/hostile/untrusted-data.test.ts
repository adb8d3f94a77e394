import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { UsageError } from '../../src/cli/usage.ts';
import type { AnyReport } from '../../src/model/any-report.ts';
import type { Report } from '../../src/model/report.ts';
import { checkTeamFile } from '../../src/profile/check-team-file.ts';
import { JsonError, parseJson } from '../../src/profile/parse-json.ts';
import { formatCsv } from '../../src/report/formats/format-csv.ts';
import { formatHtml } from '../../src/report/formats/format-html.ts';
import { formatMarkdown } from '../../src/report/formats/format-markdown.ts';
import { formatText } from '../../src/report/formats/format-text.ts';
import { formatTrace } from '../../src/report/formats/format-trace.ts';
import { readReport } from '../../src/report/read-report.ts';
import { validateReport } from '../report/report-validator.ts';
import { sampleReports } from '../report/sample-report.ts';

const numRuns = Number(process.env['FC_RUNS'] ?? 150);

/** Returns the error that a validator throws; `null` if it accepts. */
function refusal(validate: () => unknown): unknown {
  try {
    validate();
    return null;
  } catch (error) {
    return error;
  }
}

/** Stands for a value of 1,000 levels, which fast-check could not print. */
const deep = 'deeply nested';

/** A value that takes the place of another one in a file. */
const replacement = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(-1, 1e308, 2 ** 53, '', '\u0000\u001b[2J\u202e', '__proto__', [], {}, null),
  fc.constant('</script><img src=x onerror=alert(1)>'.repeat(550)),
  fc.constant(deep),
);

interface Mutation {
  /** Chooses the place. */
  steps: number[];
  how: 'replace' | 'remove' | 'add' | 'repeat';
  value: fc.JsonValue;
}

const mutations = fc.array(
  fc.record<Mutation>({
    steps: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 8 }),
    how: fc.constantFrom('replace', 'replace', 'remove', 'add', 'repeat'),
    value: replacement,
  }),
  { minLength: 1, maxLength: 4 },
);

/** Changes a value at a place that the steps lead to. */
function mutate(root: unknown, { steps, how, value: shared }: Mutation): void {
  const text = shared === deep ? `${'['.repeat(1_000)}${']'.repeat(1_000)}` : JSON.stringify(shared);
  const value = JSON.parse(text) as unknown;
  let [holder, key] = [root, ''] as [Record<string, unknown> | null, string];
  let at: unknown = root;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null) break;
    const keys = Object.keys(at);
    if (keys.length === 0) break;
    [holder, key] = [at as Record<string, unknown>, keys[step % keys.length] ?? ''];
    at = holder[key];
  }
  if (holder === null || key === '') return;
  if (how === 'remove') Reflect.deleteProperty(holder, key);
  else if (how === 'add')
    Object.defineProperty(holder, '__proto__', { value, enumerable: true, configurable: true, writable: true });
  else if (how === 'repeat' && Array.isArray(at))
    holder[key] = Array.from({ length: 20 }, () => at as unknown[]).flat();
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function mutated(text: string, all: readonly Mutation[]): string {
  const value = JSON.parse(text) as unknown;
  for (const mutation of all) mutate(value, mutation);
  return JSON.stringify(value);
}

const page = { script: '', css: '', nonce: 'abc' };

/** Draws a report in every format. The HTML must have the scripts of the page only. */
function drawAll(report: AnyReport): void {
  const html = formatHtml(report, page);
  expect(html.match(/<script/g)).toHaveLength(2);
  expect(html).not.toContain('<img');
  if (!('strategies' in report)) return;
  formatText(report, { width: 100, colour: false });
  formatMarkdown(report);
  formatCsv(report);
  formatTrace(report);
}

describe('report files', () => {
  const texts = Object.values(sampleReports).map((report) => JSON.stringify(report));

  test('a changed report is refused with a sentence, or can be drawn', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.constantFrom(...texts), mutations, (text, all) => {
        const { report, problem } = readReport(mutated(text, all), validateReport);
        if (report === undefined) expect(problem).toMatch(/\.$|format json$/);
        else {
          accepted++;
          drawAll(report);
        }
      }),
      { numRuns },
    );
    expect(accepted).toBeGreaterThan(0);
  });

  test('a text that was cut, or has other characters, is refused or read', () => {
    const cut = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.nat(20_000),
      inserted: fc.string({ maxLength: 5 }),
    });
    fc.assert(
      fc.property(cut, fc.boolean(), ({ text, at, inserted }, ends) => {
        const changed = text.slice(0, at) + inserted + (ends ? '' : text.slice(at));
        const { report, problem } = readReport(changed, validateReport);
        expect(report !== undefined || typeof problem === 'string').toBe(true);
      }),
      { numRuns },
    );
  });

  test('nesting of any depth is refused, or can be drawn', () => {
    for (const depth of [100, 4_000, 200_000]) {
      const [report] = texts;
      const deep = report?.replace('"version":2', `"version":2,"later":${'['.repeat(depth)}${']'.repeat(depth)}`) ?? '';
      const caused = report?.replace(
        /"outcome":\{[^}]*\}/,
        `"outcome":{"status":"failed","stage":"run","message":"m","error":${'{"name":"E","message":"m","cause":'.repeat(depth)}null${'}'.repeat(depth)}}`,
      );
      for (const text of [deep, caused ?? '', '['.repeat(depth)])
        expect(
          refusal(() => {
            const { report: read } = readReport(text, validateReport);
            if (read) drawAll(read);
          }),
        ).toBeNull();
    }
  });

  test('texts of 20,000 characters are drawn in every format', () => {
    const long = '</script><img src=x onerror=alert(1)>\u202e\u001b[2J'.repeat(500).slice(0, 20_000);
    const report = structuredClone<Report>(sampleReports.cpuBound);
    report.target.name = report.target.file = long;
    report.inputs.preview = [long];
    report.inputs.expression = long;
    drawAll(report);
  });
});

describe('the team file', () => {
  const text = JSON.stringify({
    profiles: {
      'src/a.ts#f': { inputs: 'range(10)', workers: [1, 2], strategies: ['threads'], budgetSeconds: 5 },
      'src/b.ts#C.m': { generated: { count: 10, size: 3 }, maxSlowdown: 5 },
    },
  });

  test('a changed file is refused with a position, or accepted', () => {
    fc.assert(
      fc.property(mutations, (all) => {
        const changed = mutated(text, all);
        const error = refusal(() => checkTeamFile(parseJson(changed)));
        if (error !== null) expect(error).toBeInstanceOf(JsonError);
      }),
      { numRuns },
    );
  });

  test('any text is refused with a position, or accepted', () => {
    const near = fc
      .tuple(fc.nat(text.length), fc.string())
      .map(([at, more]) => text.slice(0, at) + more + text.slice(at));
    fc.assert(
      fc.property(fc.oneof(fc.string(), near, fc.json()), (any) => {
        const error = refusal(() => checkTeamFile(parseJson(any)));
        if (error !== null) expect(error).toBeInstanceOf(JsonError);
      }),
      { numRuns },
    );
    for (const depth of [1_000, 100_000])
      expect(refusal(() => checkTeamFile(parseJson('['.repeat(depth))))).toBeInstanceOf(JsonError);
  });
});

test('arguments are refused with a usage error, or accepted', () => {
  const flags = [
    ...['--inputs', '--inputs-file', '--inputs-recorded', '--inputs-generated', '--seed', '--inputs-size'],
    ...['--inputs-count', '--spread', '--no-spread', '--strategies', '--workers', '--chunk-size', '--budget'],
    ...['--time-limit', '--no-wait', '--target-cores', '--node', '--format', '--out', '--hot-lines', '--cpu-profile'],
    ...['--min-speedup', '--scaling', '--pitfalls', '--severity', '--exclude', '--max-warnings', '--commits', '--team'],
    ...['--cores', '--bandwidth', '--root', '--help', '--', '-', '--=', '-x'],
  ];
  const odd = [
    '',
    '0',
    '-1',
    '1e999',
    'NaN',
    '1,2',
    'auto',
    '١',
    '9'.repeat(400),
    'a.ts#f',
    '#',
    '\u0000',
    '__proto__',
  ];
  const word = fc.oneof(
    fc.constantFrom(...flags),
    fc.constantFrom(...odd),
    fc.string({ unit: 'binary' }),
    fc.tuple(fc.constantFrom(...flags), fc.string()).map(([flag, value]) => `${flag}=${value}`),
  );
  const commands = fc.constantFrom('run', 'script', 'check', 'list', 'compare', 'predict', 'mcp', 'help', '', 'rum');
  fc.assert(
    fc.property(commands, fc.array(word, { maxLength: 8 }), (command, words) => {
      const error = refusal(() => parseArguments([command, ...words]));
      if (error !== null) expect(error).toBeInstanceOf(UsageError);
    }),
    { numRuns: 5 * numRuns },
  );
});
