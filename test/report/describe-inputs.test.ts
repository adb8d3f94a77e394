import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { commandLine } from '../../src/report/command-line.ts';
import { describeInputs } from '../../src/report/describe-inputs.ts';
import { cpuBoundReport } from './sample-report.ts';

const inputs: Report['inputs'] = {
  count: 2,
  source: 'argument',
  expression: '[[1], [2]]',
  file: null,
  preview: ['[ 1 ]', '[ 2 ]'],
};
const parameters = ['values', 'options'];

describe('the description of the inputs', () => {
  it('omits the arguments if the parameters leave no choice', () => {
    expect(describeInputs({ ...inputs, spread: true })).toBe('2 items from the given expression: [[1], [2]]');
  });

  it('says that items are spread', () => {
    expect(describeInputs({ ...inputs, spread: true, parameters })).toBe(
      '2 items from the given expression: [[1], [2]] (array items are spread: values, options)',
    );
  });

  it('says that each item is one argument, and how to give more', () => {
    expect(describeInputs({ ...inputs, spread: false, parameters })).toBe(
      '2 items from the given expression: [[1], [2]] (each item is values; with --spread, arrays give values, options)',
    );
  });

  it('says how the size of generated items was chosen, and the command line repeats it', () => {
    const generated = { count: 2, seed: 3, size: 14 };
    const made: Report['inputs'] = { ...inputs, source: 'generated', generated };
    const chosen: Report['inputs'] = { ...made, sizeChoice: { callMs: 2.5, because: 'longEnough' } };
    const short: Report['inputs'] = { ...made, sizeChoice: { callMs: 0.4, because: 'memory' } };
    const seeded = '2 items generated from the parameter types, seed 3';
    expect(describeInputs({ ...made, generated: { count: 2, seed: 3 } })).toBe(seeded);
    expect(describeInputs(made)).toBe(`${seeded}, size 14`);
    expect(describeInputs(chosen)).toBe(`${seeded}, size 14 (a trial call took 2.50 ms)`);
    expect(describeInputs(short)).toBe(
      `${seeded}, size 14 (a trial call took 400 µs; larger items take too much memory)`,
    );
    expect(commandLine({ ...cpuBoundReport, inputs: chosen })).toContain(
      ' --inputs-generated 2 --seed 3 --inputs-size 14 ',
    );
  });

  it.each([
    [true, '--spread'],
    [false, '--no-spread'],
  ])('is repeated by the command line with spread %s', (spread, option) => {
    const report = cpuBoundReport;
    expect(commandLine({ ...report, inputs: { ...inputs, spread, parameters } })).toContain(` ${option} `);
    expect(commandLine({ ...report, inputs: { ...inputs, spread } })).not.toContain('spread');
  });
});
