import type { ScriptReport, ScriptThread, ScriptTimeline } from '../../model/script-report.ts';
import { busy, bytes, counted, duration, integer, percent, ratio } from '../numbers-in-words.ts';
import { revealAll } from '../reveal-all.ts';
import { taskCommandLine } from '../script/find-task-functions.ts';
import { accountParts } from '../script/write-script-verdict.ts';
import { joinVerdict } from '../write-verdict.ts';
import { paint, type Paint } from './ansi.ts';
import type { TextOptions } from './format-text.ts';
import { bar, heading, table, wrap } from './text-layout.ts';

/** Threads shown: of a hundred alike, the first say enough. */
const MOST_THREADS = 24;

/** The report of a command for a terminal. */
export function formatScriptText(given: ScriptReport, options: TextOptions): string {
  const report = revealAll(given);
  const ink = paint(options.colour);
  const width = Math.min(120, Math.max(50, options.width));
  const sections = [
    writeHead(report, ink, width),
    writeAccount(report, ink),
    writeThreads(report, ink, width),
    writeQueues(report, ink),
    writeFindings(report, ink, width),
    writeTaskFunctions(report, ink),
    writeScaling(report, ink),
    writeNotes(report, ink, width),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function writeHead(report: ScriptReport, ink: Paint, width: number): string[] {
  const { wallMs, processes, workers, coresUsed, command } = report;
  const used = coresUsed === null ? '' : `, ${busy(coresUsed)} cores in use`;
  return [
    ink.bold(command.join(' ')),
    ...wrap(joinVerdict(report.verdict), width),
    ink.dim(
      `${duration(wallMs)}, ${counted(processes, 'Node process', 'Node processes')}, ${counted(workers, 'worker')}${used}`,
    ),
  ];
}

function writeAccount({ account }: ScriptReport, ink: Paint): string[] {
  if (account === null) return [];
  const rows = accountParts
    .map(({ part, label }) => ({ share: account[part] / account.capacityMs, label }))
    .filter(({ share }) => share >= 0.0005);
  return [
    heading(ink, "Where the workers' time went", `${counted(account.workers, 'worker')} x wall time`),
    ...table(
      rows.map(({ share, label }) => [`  ${label}`, ink.cyan(bar(share, 20)), percent(share)]),
      2,
    ),
  ];
}

function writeThreads({ threads, wallMs }: ScriptReport, ink: Paint, width: number): string[] {
  if (threads.length === 0) return [];
  const shown = threads.slice(0, MOST_THREADS);
  const strip = Math.max(10, Math.min(40, width - 78));
  const rows = shown.map((thread) => [
    `  ${'  '.repeat(depthOf(thread, threads))}${thread.name} ${ink.dim(idOf(thread))}`,
    ink.cyan(drawTimeline(thread.timeline, wallMs, strip)),
    percent(thread.onCoreMs / Math.max(1, thread.endMs - thread.startMs)),
    duration(thread.startupMs),
    `${integer(thread.messages.received)}/${integer(thread.messages.sent)}`,
    thread.messages.meanBytes === null ? '' : bytes(thread.messages.meanBytes),
    thread.tasks ? `${integer(thread.tasks.count)} x ${duration(thread.tasks.meanMs)}` : '',
  ]);
  const more = threads.length - shown.length;
  return [
    heading(ink, 'Processes and threads', 'darker: more time on a core'),
    ...table([['  ', 'over time', 'on core', 'start-up', 'in/out', 'message', 'tasks'].map(ink.dim), ...rows], 2),
    ...(more > 0 ? [ink.dim(`  and ${integer(more)} more`)] : []),
  ];
}

function idOf({ kind, pid, threadId }: ScriptThread): string {
  return kind === 'process' ? `pid ${pid}` : `thread ${threadId}`;
}

function depthOf(thread: ScriptThread, threads: readonly ScriptThread[]): number {
  let depth = 0;
  for (let { parent } = thread; parent !== null; parent = threads[parent]?.parent ?? null) depth++;
  return depth;
}

const SHADES = ['·', '░', '▒', '▓', '█'];

function drawTimeline(timeline: ScriptTimeline | null, wallMs: number, columns: number): string {
  if (!timeline) return '';
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * wallMs) / columns / timeline.binMs);
    const to = Math.max(from + 1, Math.ceil(((column + 1) * wallMs) / columns / timeline.binMs));
    const part = timeline.busy.slice(from, to);
    const mean = part.length === 0 ? 0 : part.reduce((sum, share) => sum + share, 0) / part.length;
    return SHADES[mean < 0.02 ? 0 : Math.min(4, 1 + Math.floor(mean * 4))];
  }).join('');
}

function writeFindings({ findings }: ScriptReport, ink: Paint, width: number): string[] {
  if (findings.length === 0) return [];
  return [
    heading(ink, 'Findings'),
    ...findings.flatMap(({ severity, message, code, location }) => {
      const colour = severity === 'error' ? ink.red : severity === 'warning' ? ink.yellow : ink.blue;
      return [
        ...wrap(`  ${colour(severity)} ${message}`, width, '    ').map((line, index) =>
          index === 0 ? `  ${line}` : line,
        ),
        ink.dim(`    ${location.file}:${location.line}:${location.column}  ${code}`),
      ];
    }),
  ];
}

function writeTaskFunctions(report: ScriptReport, ink: Paint): string[] {
  const { taskFunctions, cwd } = report;
  const [first] = taskFunctions;
  if (!first) return [];
  return [
    heading(ink, 'Task functions', 'as the requests to workers name them'),
    ...table(
      taskFunctions.map(({ file, name, workers, calls }) => [
        `  ${name}`,
        ink.dim(file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file),
        `at least ${counted(calls, 'call')}`,
        counted(workers, 'worker'),
      ]),
    ),
    '  Profile it with the inputs of this command:',
    `  ${taskCommandLine(first, report)}`,
  ];
}

function writeScaling({ scaling }: ScriptReport, ink: Paint): string[] {
  if (scaling.length === 0) return [];
  return [
    heading(ink, 'The whole command by number of cores', 'one run each'),
    ...table([
      ['  cores', 'time', 'speedup'].map(ink.dim),
      ...scaling.map((point) => [`  ${integer(point.cores)}`, duration(point.wallMs), ratio(point.speedup)]),
    ]),
  ];
}

/** How long tasks waited in the queues of pools. */
function writeQueues({ threads }: ScriptReport, ink: Paint): string[] {
  const owners = threads.flatMap(({ queue, ...thread }) => (queue ? [{ queue, thread }] : []));
  if (owners.length === 0) return [];
  return [
    heading(ink, 'Queues of pools', 'from the call until the task is sent to a worker'),
    ...table(
      owners.map(({ queue, thread }) => [
        `  ${thread.name} ${ink.dim(thread.kind === 'process' ? `pid ${thread.pid}` : `thread ${thread.threadId}`)}`,
        counted(queue.count, 'task'),
        `mean ${duration(queue.meanMs)}`,
        `longest ${duration(queue.longestMs)}`,
      ]),
    ),
  ];
}

function writeNotes({ limits, cpuProfiles }: ScriptReport, ink: Paint, width: number): string[] {
  return [
    ...limits.flatMap((limit) => wrap(limit, width)),
    ...(cpuProfiles.length > 0 ? ['CPU profiles:', ...cpuProfiles.map((file) => `  ${file}`)] : []),
  ].map(ink.dim);
}
