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
  it('says nothing of arguments if the parameters leave no choice', () => {
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

  it.each([
    [true, '--spread'],
    [false, '--no-spread'],
  ])('is repeated by the command line with spread %s', (spread, option) => {
    const report = cpuBoundReport;
    expect(commandLine({ ...report, inputs: { ...inputs, spread, parameters } })).toContain(` ${option} `);
    expect(commandLine({ ...report, inputs: { ...inputs, spread } })).not.toContain('spread');
  });
});
