import type { LineSamples } from '../../src/model/hot-lines.ts';

const file = '/home/ada/projects/pi/src/monte-carlo.ts';

/** Lines of the simulated reports' function: line, function, text, and samples serially and in 4 threads. */
const LINES: [line: number, functionName: string, text: string, serial: number, threads: number][] = [
  [24, 'estimatePi', 'const x = random();', 610, 2480],
  [25, 'estimatePi', 'const y = random();', 590, 2390],
  [26, 'estimatePi', 'if (x * x + y * y <= 1) inside++;', 330, 1310],
  [31, 'nextState', 'table[state & mask] = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);', 270, 1990],
  [33, 'nextState', 'return (state >>> 0) / 4294967296;', 140, 560],
  [12, 'hashSeed', 'for (const character of text) hash = Math.imul(hash, 31) + character.charCodeAt(0);', 24, 96],
  [23, 'estimatePi', 'for (let i = 0; i < samples; i++) {', 9, 22],
];

/** Samples of the lines of a function: one line is slower in threads, the others are as fast as serially. */
export function sampleLineSamples(workers = 4): LineSamples[] {
  const samplesOf = (column: 3 | 4): LineSamples['lines'] =>
    LINES.map((row) => ({ file, line: row[0], functionName: row[1], text: row[2], samples: row[column] }));
  return [
    {
      configuration: { strategy: 'serial', workers: 1, chunkSize: null },
      ...{ items: 48, passes: 1, intervalMs: 0.58, lines: samplesOf(3), elsewhere: 62 },
    },
    {
      configuration: { strategy: 'threads', workers, chunkSize: null },
      ...{ items: 48, passes: 4, intervalMs: 0.58, lines: samplesOf(4), elsewhere: 270 },
    },
  ];
}
