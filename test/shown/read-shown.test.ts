import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { readBlocks, readCode, readCommands, readLiterals, readScripts, readTags } from './read-shown.ts';

const names = ['run', 'check', 'list', 'compare'];
const commands = (text: string): string[][] => readCommands(text, names);

describe('commands', () => {
  it('are read from shell blocks and from code in sentences', () => {
    const markdown =
      'Use `parallel-profiler check "src/**/*.ts"`, see `npm test`.\n\n```sh\n' +
      "node dist/cli.mjs run a.ts#f --inputs '[2, 3]' # a comment\n```\n";
    expect(readCode(markdown).flatMap(commands)).toEqual([
      ['run', 'a.ts#f', '--inputs', '[2, 3]'],
      ['check', 'src/**/*.ts'],
    ]);
  });

  it('are read from the text of markup', () => {
    const source = 'const a = <p title="parallel-profiler list a.ts">Try: parallel-profiler run --help</p>;';
    expect(readLiterals(source, 'a.tsx').flatMap(commands)).toEqual([
      ['list', 'a.ts'],
      ['run', '--help'],
    ]);
  });

  it('are read from the literals of a program', () => {
    const source =
      'fail(`"parallel-profiler list ${path}" shows it. See parallel-profiler run --help.`); Symbol.for("parallel-profiler no"); // parallel-profiler no';
    expect(readLiterals(source).flatMap(commands)).toEqual([
      ['list', 'src/any.ts#any'],
      ['run', '--help'],
    ]);
  });

  it('are no synopses and no bare names', () => {
    expect(commands('parallel-profiler run <file>#<function> [options]')).toEqual([]);
    expect(commands('parallel-profiler check')).toEqual([]);
  });

  it.each([
    ['parallel-profiler profile a.ts', 'Expected a command'],
    ['parallel-profiler profile', 'Expected a command'],
    ['node dist/cli.mjs run a.ts#f --speed 3', 'run has no option --speed'],
    ['parallel-profiler run a.ts', 'Expected <file>#<function>'],
    ['parallel-profiler check a.ts --format html', '--format expects'],
  ])('that do not exist are found: %s', (text, message) => {
    const [found = []] = commands(text);
    expect(() => parseArguments(found)).toThrow(message);
  });
});

it('tags are read, but not placeholders and sentences', () => {
  expect(readTags('/** @inputs range(64) */\n`@inputs [[2, 3]]`, `@inputs <expression>`, the @inputs tag')).toEqual([
    'range(64)',
    '[[2, 3]]',
  ]);
});

it('scripts of npm are read', () => {
  expect(readScripts('npm ci && npm start, npm run unit -- test/report')).toEqual(['start', 'unit']);
});

it('blocks are read with language and file, without the indentation of a list', () => {
  expect(readBlocks('1. See:\n\n   ```ts task.ts\n   if (a) {\n     b();\n   }\n   ```\n')).toEqual([
    { language: 'ts', file: 'task.ts', code: 'if (a) {\n  b();\n}\n' },
  ]);
});
