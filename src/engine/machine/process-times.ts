import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ifThere, listIfThere } from './read-if-there.ts';

/** A process and the CPU time that it has used since it started. */
export interface ProcessTimes {
  pid: number;
  parent: number;
  /** The process group; absent on Windows, which has none. */
  group?: number;
  /** Distinguishes a process from a later one with the same `pid`. */
  startedAt: string;
  /** The program's file name without folder, on Linux at most 15 characters. */
  name: string;
  cpuMs: number;
  /** CPU time of ended child processes; absent if the platform does not count it. */
  endedChildrenMs?: number;
}

/** `/proc/<pid>/stat` counts in hundredths of a second on every architecture that Node runs on. */
const TICK_MS = 10;

/**
 * Reads all processes visible to this one; empty if the platform does not list them. Takes some milliseconds on Linux
 * and macOS and half a second on Windows, so call it only while nothing is measured.
 */
export async function readProcessTimes(platform: NodeJS.Platform = process.platform): Promise<ProcessTimes[]> {
  switch (platform) {
    case 'linux':
      return (listIfThere('/proc') ?? []).flatMap((pid) => {
        const text = /^\d+$/.test(pid) ? ifThere(() => readFileSync(`/proc/${pid}/stat`, 'latin1')) : null;
        return text === null ? [] : (parseProcStat(text) ?? []);
      });
    case 'darwin':
    case 'freebsd':
    case 'openbsd':
      return parsePs(await run('ps', ['-A', '-o', 'pid=,ppid=,pgid=,lstart=,time=,comm='], { LC_ALL: 'C' }));
    case 'win32':
      return parseWindowsList(
        await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', WINDOWS_QUERY]),
      );
    default:
      return [];
  }
}

/** Kernel times are in units of 100 ns. */
const WINDOWS_QUERY =
  'Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId),$($_.ParentProcessId),' +
  '$($_.CreationDate.Ticks),$([uint64]$_.KernelModeTime + [uint64]$_.UserModeTime),$($_.Name)" }';

async function run(file: string, args: string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  return await new Promise((resolve) => {
    const options = { env: { ...process.env, ...environment }, timeout: 5_000, maxBuffer: 16 << 20, windowsHide: true };
    execFile(file, args, options, (error, stdout) => resolve(error ? '' : stdout));
  });
}

/**
 * Parses a line of `/proc/<pid>/stat`. The name is in brackets and may itself contain brackets and spaces
 * (proc_pid_stat(5)).
 */
export function parseProcStat(text: string): ProcessTimes | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3] ?? 0);
  return {
    pid: Number(text.slice(0, open)),
    parent: field(4),
    group: field(5),
    startedAt: fields[22 - 3] ?? '',
    name: text.slice(open + 1, close),
    cpuMs: (field(14) + field(15)) * TICK_MS,
    endedChildrenMs: (field(16) + field(17)) * TICK_MS,
  };
}

/**
 * Parses lines such as `123 1 123 Sat Nov 28 10:00:00 2026 1-02:03:04.05 /usr/sbin/cupsd`; the time is
 * [days-][hours:]minutes:seconds.
 */
export function parsePs(text: string): ProcessTimes[] {
  return text.split('\n').flatMap((line) => {
    const match =
      /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):([\d.]+)\s+(.+)$/.exec(
        line,
      );
    if (!match) return [];
    const [, pid, parent, group, startedAt = '', days = 0, hours = 0, minutes, seconds, command = ''] = match;
    const cpuS = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        startedAt,
        name: baseName(command),
        cpuMs: cpuS * 1_000,
      },
    ];
  });
}

/** Parses the output of `WINDOWS_QUERY`, without the idle process. */
export function parseWindowsList(text: string): ProcessTimes[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [pid, parent, startedAt, ticks, ...name] = line.split(',');
    if (!pid || !/^\d+$/.test(pid) || pid === '0' || !/^\d+$/.test(ticks ?? '')) return [];
    return [
      {
        pid: Number(pid),
        parent: Number(parent),
        startedAt: startedAt ?? '',
        name: name.join(',').replace(/\.exe$/i, ''),
        cpuMs: Number(ticks) / 10_000,
      },
    ];
  });
}

function baseName(command: string): string {
  return command.trim().replace(/^.*\//, '');
}
