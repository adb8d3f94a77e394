import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { UsageError } from '../../src/cli/usage.ts';

describe('run', () => {
  it('has a default for everything but the function', () => {
    expect(parseArguments(['run', 'src/a.ts#f'])).toEqual({
      command: 'run',
      file: 'src/a.ts',
      functionName: 'f',
      inputs: null,
      inputsFile: null,
      inputsRecorded: null,
      generated: null,
      inputsCount: null,
      spread: null,
      workers: null,
      strategies: null,
      chunkSize: null,
      budgetSeconds: null,
      timeLimitSeconds: null,
      redis: null,
      queue: null,
      waitForQuiet: true,
      isConfirmed: false,
      targetCores: null,
      nodePath: null,
      hotLines: false,
      cpuProfileFolder: null,
      format: 'text',
      out: null,
      minSpeedup: null,
    });
  });

  it('accepts all documented options', () => {
    const args =
      'run a#b/c.ts#Matrix.multiply --inputs range(10) --workers 1,2,4 --strategies serial,threads --chunk-size 8 --budget 2.5 --target-cores 16 --format json --out r.json --hot-lines --cpu-profile profiles --min-speedup 1.5 --node /opt/node';
    expect(parseArguments(args.split(' '))).toMatchObject({
      file: 'a#b/c.ts',
      functionName: 'Matrix.multiply',
      inputs: 'range(10)',
      workers: [1, 2, 4],
      strategies: ['serial', 'threads'],
      chunkSize: 8,
      budgetSeconds: 2.5,
      targetCores: 16,
      format: 'json',
      out: 'r.json',
      hotLines: true,
      cpuProfileFolder: 'profiles',
      minSpeedup: 1.5,
      nodePath: '/opt/node',
    });
  });

  it.each([
    ['-numbers', '-numbers'],
    ['[-1]', '[-1]'],
    ['--x', null],
  ])('--inputs %s', (written, inputs) => {
    const parse = () => parseArguments(['run', 'a.ts#f', '--inputs', written]);
    if (inputs === null) expect(parse).toThrow(UsageError);
    else expect(parse()).toMatchObject({ inputs });
  });

  it.each([
    [['--workers', 'auto'], { workers: 'auto' }],
    [['--workers=2,2,1'], { workers: [2, 1] }],
    [['--chunk-size', 'auto'], { chunkSize: 'auto' }],
    [['--yes'], { isConfirmed: true }],
    [
      ['--strategies', 'serial,bullmq', '--redis', 'redis://q:1', '--queue', 'mine'],
      { strategies: ['serial', 'bullmq'], redis: 'redis://q:1', queue: 'mine' },
    ],
  ])('%j', (args, expected) => {
    expect(parseArguments(['run', 'a.ts#f', ...args])).toMatchObject(expected);
  });
});

describe('compare', () => {
  it('takes two reports, or two commits and a function', () => {
    expect(parseArguments(['compare', 'a.json', 'b.json', '--max-speedup-loss', '5%'])).toMatchObject({
      command: 'compare',
      before: 'a.json',
      after: 'b.json',
      maxSpeedupLoss: 5,
    });
    const args = 'compare --commits main HEAD src/a.ts#f --inputs range(3) --budget 5 --max-slowdown 10%';
    expect(parseArguments(args.split(' '))).toEqual({
      command: 'compare-commits',
      base: 'main',
      head: 'HEAD',
      file: 'src/a.ts',
      functionName: 'f',
      inputs: 'range(3)',
      inputsFile: null,
      generated: null,
      inputsCount: null,
      spread: null,
      budgetSeconds: 5,
      nodePath: null,
      format: 'text',
      maxSlowdown: 10,
      out: null,
    });
  });

  it.each([
    [['a.json', 'b.json', '--budget', '5'], /--budget goes with --commits.*found two reports/],
    [['--commits', 'a', 'b', 'c.ts#f', '--max-speedup-loss', '5'], /--max-speedup-loss goes with two reports/],
    [['--commits', 'a', 'b'], /Expected --commits <base> <head> <file>#<function>/],
    [['--commits', 'a', 'b', 'c.ts'], /Expected <file>#<function>, found "c\.ts"/],
  ])('does not mix them: %j', (args, message) => {
    expect(() => parseArguments(['compare', ...args])).toThrow(message);
  });
});

describe('predict for a queue', () => {
  it('takes machines instead of cores', () => {
    const args = 'predict r.json --machines 2,4 --cores 8 --chunk-size 16 --redis redis://q:1';
    expect(parseArguments(args.split(' '))).toEqual({
      command: 'predict-farm',
      file: 'r.json',
      machines: [2, 4],
      cores: 8,
      items: null,
      chunkSize: 16,
      redis: 'redis://q:1',
      format: 'text',
      out: null,
    });
  });

  it.each([
    [['--strategy', 'bullmq', '--cores', '8'], /Expected --machines <list>, found none/],
    [['--cores', '8', '--redis', 'redis://q:1'], /--redis goes with --machines <list>, found none/],
    [['--machines', '2', '--bandwidth', '2'], /--bandwidth goes with threads and processes, found --machines/],
    [['--machines', '2', '--strategy', 'threads'], /--strategy expects bullmq, found "threads"/],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(['predict', 'r.json', ...args])).toThrow(message);
  });
});

describe('worker', () => {
  it('leaves the defaults to the library', () => {
    const none = { redis: null, queue: null, concurrency: null, lostAfterSeconds: null };
    expect(parseArguments(['worker'])).toEqual({ command: 'worker', ...none });
    expect(
      parseArguments('worker --redis rediss://u:p@h:1/2 --queue q --concurrency 3 --lost-after 0.5'.split(' ')),
    ).toEqual({ command: 'worker', redis: 'rediss://u:p@h:1/2', queue: 'q', concurrency: 3, lostAfterSeconds: 0.5 });
  });
});

describe('wrong arguments', () => {
  it.each([
    [[], /Expected a command, found none/],
    [['lsit', 'a.ts'], /found "lsit"\. Did you mean list\?/],
    [
      ['frobnicate'],
      /Expected a command \(run, script, check, list, compare, predict, worker or mcp\), found "frobnicate"/,
    ],
    [['worker', 'a.ts'], /worker expects only options, found "a\.ts"/],
    [
      ['worker', '--redis', 'localhost'],
      /--redis expects an address such as redis:\/\/localhost:6379, found "localhost"/,
    ],
    [['run'], /Expected <file>#<function>, found nothing/],
    [['run', 'a.ts'], /Expected <file>#<function>, found "a\.ts".*parallel-profiler list a\.ts/],
    [['run', 'a.ts:3:10'], /found "a\.ts:3:10"\. "parallel-profiler list a\.ts" shows/],
    [['run', 'a.ts#'], /Expected <file>#<function>/],
    [['run', '#f'], /Expected <file>#<function>/],
    [['run', 'a.ts#f', 'b.ts#g'], /found also "b\.ts#g"/],
    [['run', 'a.ts#f', '--worker', '2'], /no option --worker. Did you mean --workers\?/],
    [['run', 'a.ts#f', '--workers', '1,,2'], /--workers expects a list/],
    [['run', 'a.ts#f', '--workers', '-1'], /--workers expects a whole number from 1, or auto, found "-1"/],
    [['run', 'a.ts#f', '--budget', '1e999'], /--budget expects a number above 0/],
    [['run', 'a.ts#f', '--inputs-size', '8'], /--inputs-size goes with --inputs-generated <n>, found it alone/],
    [
      ['run', 'a.ts#f', '--inputs-generated', '4', '--inputs-size', '41'],
      /--inputs-size expects at most 40, found "41"/,
    ],
    [['run', 'a.ts#f', '--budget', '0x10'], /--budget expects a number above 0, found "0x10"/],
    [['run', 'a.ts#f', '--inputs', ''], /--inputs expects a value/],
    [['run', 'a.ts#f', '--inputs', '[1]', '--inputs-file', 'a.json'], /found both/],
    [
      ['run', 'a.ts#f', '--format', 'jsn'],
      /expects text, json, markdown, html, csv or trace, found "jsn". Did you mean json\?/,
    ],
    [['run', 'a.ts#f', '--strategies', 'thread'], /Did you mean threads\?/],
    [['check', '--max-warnings', '-1', 'a.ts'], /--max-warnings expects a whole number from 0/],
    [['list'], /Expected <file>, found nothing/],
    [['list', 'a.ts', '--workers', '2'], /list has no option --workers/],
  ])('%j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(message);
  });
});

describe('help', () => {
  it.each([
    [['--help'], /<command>/],
    [['-h'], /<command>/],
    [['help'], /<command>/],
    [['help', 'run'], /Usage: parallel-profiler run/],
    [['run', '--help'], /--min-speedup/],
    [['check', '-h'], /parallel-profiler-ignore/],
    [['list', '--help'], /Usage: parallel-profiler list/],
  ])('%j', (args, text) => {
    expect(parseArguments(args)).toMatchObject({ command: 'help', text: expect.stringMatching(text) as string });
  });

  it.each(['--version', '-v'])('%s', (flag) => {
    expect(parseArguments([flag])).toEqual({ command: 'version' });
  });
});

describe('script', () => {
  it('leaves the options of the profiled command to that command', () => {
    const parsed = parseArguments([
      'script',
      '--time-limit',
      '5',
      '--scaling',
      '1,2',
      '--',
      'node',
      '--test',
      '--out',
      'x',
    ]);
    expect(parsed).toEqual({
      command: 'script',
      program: ['node', '--test', '--out', 'x'],
      timeLimitSeconds: 5,
      cpuProfileFolder: null,
      scaling: [1, 2],
      format: 'text',
      out: null,
    });
    expect(parseArguments(['script', '--format=json', 'npm', 'run', 'build'])).toMatchObject({
      program: ['npm', 'run', 'build'],
      format: 'json',
    });
  });

  it.each([
    [['script'], /Expected a command to profile, found none\./],
    [['script', '--'], /Expected a command to profile, found none\./],
    [['script', '--time-limit', '0', '--', 'node'], /--time-limit expects a number above 0, found "0"\./],
    [
      ['script', '--format', 'csv', '--', 'node'],
      /--format expects text, json, markdown, html or trace, found "csv"\./,
    ],
  ])('%j is wrong', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});

describe('--spread', () => {
  it.each([
    ['--spread', true],
    ['--no-spread', false],
  ])('is read from %s', (option, spread) => {
    expect(parseArguments(['run', 'a.ts#f', option])).toMatchObject({ spread });
  });

  it('excludes --no-spread', () => {
    expect(() => parseArguments(['run', 'a.ts#f', '--spread', '--no-spread'])).toThrow(
      'Expected --spread or --no-spread, found both. Leave one out.',
    );
  });
});
