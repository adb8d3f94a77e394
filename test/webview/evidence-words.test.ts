import { describe, expect, it } from 'vitest';
import { evidenceInWords } from '../../webview/evidence-words.ts';

describe('evidenceInWords', () => {
  it.each([
    ['taskMs', 0.4, 'task 400 \u00b5s'],
    ['overheadPerTaskMs', 12, 'overhead per task 12.0 ms'],
    ['payloadBytes', 2_300_000, 'payload 2.30 MB'],
    ['waitShare', 0.43, 'wait share 43%'],
    ['speedup', 3.42, 'speedup 3.4x'],
    ['cores', 4, 'cores 4'],
    ['loadAverage', 0.3141, 'load average 0.314'],
  ])('%s: %f', (name, value, words) => {
    expect(evidenceInWords(name, value)).toBe(words);
  });
});
