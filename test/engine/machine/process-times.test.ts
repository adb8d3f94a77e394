import { describe, expect, it } from 'vitest';
import {
  parseProcStat,
  parsePs,
  parseWindowsList,
  readProcessTimes,
} from '../../../src/engine/machine/process-times.ts';

describe('parseProcStat', () => {
  it('reads times and a name with brackets and spaces in it', () => {
    const text =
      '4242 (tmux: (a) b) S 17 4242 4242 0 -1 4194560 900 40 0 0 250 50 30 20 20 0 1 0 987654 1000 200 18446';
    expect(parseProcStat(text)).toEqual({
      pid: 4242,
      parent: 17,
      group: 4_242,
      startedAt: '987654',
      name: 'tmux: (a) b',
      cpuMs: 3_000,
      endedChildrenMs: 500,
    });
  });

  it('is null for anything else', () => {
    expect(parseProcStat('')).toBeNull();
    expect(parseProcStat('cpu 1 2 3')).toBeNull();
  });
});

describe('parsePs', () => {
  it('reads the times of macOS, to hundredths, and those with hours and days', () => {
    const text = [
      '  501     1   501 Sat Nov 28 09:12:44 2026     0:07.25 /Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '   77    1    77  Fri Nov  6 08:00:00 2026  12:34:56 /usr/sbin/cupsd',
      '   78   77    77  Fri Nov  6 08:00:00 2026  2-01:00:01 ruby',
      'error: something else',
    ].join('\n');
    expect(parsePs(text)).toEqual([
      { pid: 501, parent: 1, group: 501, startedAt: 'Sat Nov 28 09:12:44 2026', name: 'Google Chrome', cpuMs: 7_250 },
      { pid: 77, parent: 1, group: 77, startedAt: 'Fri Nov  6 08:00:00 2026', name: 'cupsd', cpuMs: 45_296_000 },
      { pid: 78, parent: 77, group: 77, startedAt: 'Fri Nov  6 08:00:00 2026', name: 'ruby', cpuMs: 176_401_000 },
    ]);
  });
});

describe('parseWindowsList', () => {
  it('reads times in 100 ns, without the idle process', () => {
    const text =
      '0,0,,990000000,System Idle Process\r\n4,0,638999,25000000,System\r\n812,4,639000,5000000,Code, Inc.exe\r\n';
    expect(parseWindowsList(text)).toEqual([
      { pid: 4, parent: 0, startedAt: '638999', name: 'System', cpuMs: 2_500 },
      { pid: 812, parent: 4, startedAt: '639000', name: 'Code, Inc', cpuMs: 500 },
    ]);
  });
});

describe('readProcessTimes', () => {
  it('finds this process with the time it has used', async () => {
    const own = (await readProcessTimes()).find(({ pid }) => pid === process.pid);
    expect(own?.parent).toBe(process.ppid);
    const { user, system } = process.cpuUsage();
    expect(own?.cpuMs).toBeGreaterThan(0);
    expect(own?.cpuMs).toBeLessThan((user + system) / 1_000 + 1_000);
  });

  it('lists nothing on a platform that it does not know', async () => {
    expect(await readProcessTimes('aix')).toEqual([]);
  });
});
