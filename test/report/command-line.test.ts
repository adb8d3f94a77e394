import { describe, expect, it } from 'vitest';
import { commandLine } from '../../src/report/command-line.ts';
import { simulatedReport } from '../webview/simulated-report.ts';

const report = simulatedReport({ workerCounts: [1, 2], strategies: ['threads'] });

describe('commandLine', () => {
  it('names function, inputs, strategies, workers and budget', () => {
    expect(commandLine({ ...report, inputs: { ...report.inputs, expression: 'numbers' } })).toBe(
      'npx parallel-profiler run /home/ada/projects/pi/src/monte-carlo.ts#estimatePi --inputs numbers --strategies serial,threads --workers 1,2 --budget 10',
    );
  });

  it('samples lines again if the report has them', () => {
    expect(commandLine({ ...report, hotLines: [] })).toMatch(/ --hot-lines$/);
  });

  it('quotes text that a shell would split', () => {
    const line = commandLine({ ...report, inputs: { ...report.inputs, expression: "['a b', `$x`]" } });
    expect(line).toContain(String.raw`--inputs '['\''a b'\'', ` + '`$x`]' + `'`);
  });

  it('contains no character that a terminal executes when the line is pasted', () => {
    const expression = "['\u001b[201~\r', '\u0003\\n']";
    const line = commandLine({ ...report, inputs: { ...report.inputs, expression } });
    expect(line).not.toMatch(/\p{Cc}/u);
    expect(line).toContain(String.raw`--inputs $'[\'\u001b[201~\u000d\', \'\u0003\\n\']'`);
  });

  it('gives a file instead of an expression', () => {
    const line = commandLine({ ...report, inputs: { ...report.inputs, expression: null, file: '/tmp/in.json' } });
    expect(line).toContain('--inputs-file /tmp/in.json');
    expect(line).not.toContain('--inputs ');
  });

  it('repeats a requested chunk size, not one that follows from the workers', () => {
    const asked = report.strategies.map((one) => (one.name === 'serial' ? one : { ...one, chunkSize: 3 }));
    expect(commandLine({ ...report, strategies: asked })).toContain('--chunk-size 3');
    expect(commandLine(report)).not.toContain('--chunk-size');
  });
});
