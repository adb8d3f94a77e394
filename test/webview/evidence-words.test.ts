import { describe, expect, it } from 'vitest';
import { evidenceInWords } from '../../webview/evidence-words.ts';

describe('evidenceInWords', () => {
  it.each([
    ['taskMs', 0.4, 'task 400 \u00b5s'],
    ['overheadPerTaskMs', 12, 'overhead per task 12.0 ms'],
    ['payloadBytes', 2_300_000, 'payload 2.30 MB'],
    ['waitShare', 0.43, 'wait share 43%'],
    ['speedup', 3.42, 'speedup 3.4x'],
    ['speedupWithStartup', 0.97, 'speedup with start-up 0.97x'],
    ['cpuShare', 0.1, 'CPU share 10%'],
    ['breakEvenItems', 5210, 'break even items 5,210'],
    ['loadAverage', 0.3141, 'load average 0.314'],
  ])('%s: %f', (name, value, words) => {
    expect(evidenceInWords({ message: 'Tasks are too small.', evidence: { [name]: value } })).toEqual([words]);
  });

  it('leaves out what the message says', () => {
    const message = '8 workers are no faster than 4: this machine runs 4 at once, 12,345 items took 37.7 ms.';
    expect(evidenceInWords({ message, evidence: { cores: 4, items: 12_345, startupMs: 37.7 } })).toEqual([]);
  });

  it('does not take a part of another number for it', () => {
    const message = 'Chunks of 480 give 0.48x, chunks of 1,480 give 48.5x.';
    expect(evidenceInWords({ message, evidence: { count: 48 } })).toEqual(['count 48']);
  });

  it('omits a figure that the message rounds', () => {
    const message = 'Workers waited while other processes used 0.8 cores.';
    expect(evidenceInWords({ message, evidence: { othersCores: 0.828 } })).toEqual([]);
    expect(evidenceInWords({ message, evidence: { othersCores: 0.871 } })).toEqual(['others cores 0.871']);
  });
});
