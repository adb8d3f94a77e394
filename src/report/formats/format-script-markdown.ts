import type { ScriptReport, ScriptThread } from '../../model/script-report.ts';
import { bytes, duration, integer, percent, ratio } from '../numbers-in-words.ts';
import { accountParts } from '../script/write-script-verdict.ts';
import { joinVerdict } from '../write-verdict.ts';
import { escapeMarkdown as cell, markdownTable } from './markdown.ts';

/** The report of a command for a pull request or an issue. */
export function formatScriptMarkdown(report: ScriptReport): string {
  const { account, threads, findings, scaling, command, limits, taskFunctions } = report;
  const lines = [`### ${cell(command.join(' '))}`, '', cell(joinVerdict(report.verdict))];
  if (account) {
    const rows = accountParts.map(({ part, label }) => [label, percent(account[part] / account.capacityMs)]);
    lines.push('', markdownTable(["Where the workers' time went", 'Share'], rows));
  }
  if (threads.length > 0) {
    const header = ['Thread', 'On core', 'Start-up', 'Messages in/out', 'Mean size', 'Tasks'];
    lines.push('', markdownTable(header, threads.map(threadRow)));
  }
  const queues = threads.flatMap(({ queue, name }) => (queue ? [{ queue, name }] : []));
  if (queues.length > 0) {
    const rows = queues.map(({ queue, name }) => [
      cell(name),
      integer(queue.count),
      duration(queue.meanMs),
      duration(queue.longestMs),
    ]);
    lines.push('', markdownTable(['Queue of a pool in', 'Tasks', 'Mean wait', 'Longest wait'], rows));
  }
  if (taskFunctions.length > 0) {
    const rows = taskFunctions.map(({ name, file, calls, workers }) => [
      cell(name),
      cell(file),
      `at least ${integer(calls)}`,
      integer(workers),
    ]);
    lines.push('', markdownTable(['Task function', 'File', 'Calls', 'Workers'], rows));
  }
  if (findings.length > 0) lines.push('');
  for (const { severity, message, code, location } of findings)
    lines.push(`- **${severity}** ${cell(message)} (\`${code}\`, ${cell(`${location.file}:${location.line}`)})`);
  if (scaling.length > 0) {
    const rows = scaling.map(({ cores, wallMs, speedup }) => [integer(cores), duration(wallMs), ratio(speedup)]);
    lines.push('', markdownTable(['Cores', 'Time', 'Speedup'], rows));
  }
  for (const limit of limits) lines.push('', limit);
  return `${lines.join('\n')}\n`;
}

function threadRow({ name, kind, pid, threadId, ...thread }: ScriptThread): string[] {
  const { onCoreMs, startMs, endMs, startupMs, messages, tasks } = thread;
  return [
    `${cell(name)} (${kind === 'process' ? `pid ${pid}` : `thread ${threadId}`})`,
    percent(onCoreMs / Math.max(1, endMs - startMs)),
    duration(startupMs),
    `${integer(messages.received)}/${integer(messages.sent)}`,
    messages.meanBytes === null ? '' : bytes(messages.meanBytes),
    tasks ? `${integer(tasks.count)} x ${duration(tasks.meanMs)}` : '',
  ];
}
