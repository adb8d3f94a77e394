import { describe, expect, it } from 'vitest';
import type { ProcessTimes } from '../../../src/engine/machine/process-times.ts';
import { StartedProcesses } from '../../../src/engine/machine/started-processes.ts';

const HOST = 2 ** 23;

/** Processes that are not on this machine: their pids are above the largest. */
function one(pid: number, parent: number, group = process.pid, startedAt = 't'): ProcessTimes {
  return { pid: HOST + pid, parent: parent === 1 ? 1 : HOST + parent, group, startedAt, name: `p${pid}`, cpuMs: 0 };
}

async function leftAfter(...looks: ProcessTimes[][]): Promise<{ left: string[]; count: number }> {
  const own = { ...one(0, 1), pid: process.pid };
  const started = new StartedProcesses(new Set([HOST]), 'NAME=value', () =>
    Promise.resolve([own, one(0, 1), ...(looks.shift() ?? [])]),
  );
  while (looks.length > 0) await started.look();
  return { left: started.left().map(({ name }) => name), count: started.count };
}

describe('StartedProcesses', () => {
  it('leaves out the processes that a host may wait for, and those of others', async () => {
    expect(await leftAfter([one(11, 0), one(12, 11), one(19, 1_000)])).toEqual({ left: [], count: 2 });
  });

  it('finds detached processes and those whose parent has ended', async () => {
    const group = HOST + 11;
    expect(await leftAfter([one(11, 0, group), one(12, 0), one(13, 12)], [one(11, 0, group), one(13, 1)])).toEqual({
      left: ['p11', 'p13'],
      count: 2,
    });
  });

  it('does not confuse a later process with the pid of an ended one', async () => {
    expect(await leftAfter([one(11, 0)], [], [one(11, 1, 1, 'later')])).toEqual({ left: [], count: 0 });
  });
});
