import { expect, it } from 'vitest';
import { describeWait } from '../../src/report/describe-wait.ts';
import { sampleMachine } from './sample-measurements.ts';

it('says for what the run waits, and nothing while it does not', () => {
  expect(describeWait({ waitingFor: 1.43, machine: sampleMachine })).toBe(
    'Waiting for other programs to finish: they use 1.4 of 4 cores',
  );
  expect(describeWait({ waitingFor: 2, machine: null })).toBe('Waiting for other programs to finish: they use 2 cores');
  expect(describeWait({ waitingFor: null, machine: sampleMachine })).toBe('');
});
