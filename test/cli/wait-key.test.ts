import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { WaitKey } from '../../src/cli/wait-key.ts';
import { sampleMachine } from '../report/sample-measurements.ts';

const waiting = { waitingFor: 1.4, machine: sampleMachine };
const over = { ...waiting, waitingFor: null };

function keyOn({ isTTY, isForeground = true }: { isTTY: boolean; isForeground?: boolean }) {
  const streams = [new PassThrough(), new PassThrough()].map((stream) => Object.assign(stream, { isTTY }));
  const [stdin, stderr] = streams as unknown as [NodeJS.ReadStream, NodeJS.WriteStream & PassThrough];
  const key = new WaitKey(stdin, stderr, () => isForeground);
  return { key, press: () => stdin.emit('data', '\n'), stdin, said: () => String(stderr.read() ?? '') };
}

describe('the Enter key', () => {
  it('ends the wait', () => {
    const { key, press, said } = keyOn({ isTTY: true });
    key.follow(waiting);
    expect(key.signal.aborted).toBe(false);
    press();
    expect(key.signal.aborted).toBe(true);
    expect(said()).toBe('');
  });

  it('is not read before and after the wait, so that the program can exit', () => {
    const { key, press, stdin } = keyOn({ isTTY: true });
    press();
    key.follow(waiting);
    key.follow(over);
    press();
    expect(key.signal.aborted).toBe(false);
    expect(stdin.isPaused()).toBe(true);
  });

  it('is not read by a background job, which the terminal would stop', () => {
    const { key, stdin } = keyOn({ isTTY: true, isForeground: false });
    key.follow(waiting);
    expect(stdin.listenerCount('data')).toBe(0);
  });
});

it('the wait is said once where no progress is shown', () => {
  const { key, said, stdin } = keyOn({ isTTY: false });
  key.follow(waiting);
  key.follow(waiting);
  expect(said()).toBe(
    'Waiting for other programs to finish: they use 1.4 of 4 cores, up to 5 s. Skip this with --no-wait.\n',
  );
  expect(stdin.listenerCount('data')).toBe(0);
});
