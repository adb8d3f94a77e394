import type { ScriptAccount, ScriptReport, ScriptThread } from '../../src/model/script-report.ts';
import { busy, bytes, counted, duration, integer, percent, ratio } from '../../src/report/numbers-in-words.ts';
import { accountParts } from '../../src/report/script/write-script-verdict.ts';
import { depthOf, drawThreads, laneHeight } from './threads-drawing.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import type { RunHistory } from '../protocol.ts';
import { sortFindings } from '../sort-findings.ts';
import type { ColorName } from '../theme.ts';
import { Button } from './button.tsx';
import { responsiveCanvas } from './canvas.ts';
import { coresFigure, coresLegend } from './core-usage.tsx';
import { findingItem } from './findings.tsx';
import { flameView } from './flame.tsx';
import { exportMenu } from './header.tsx';
import { replaceHistory } from './history.tsx';
import { icon } from './icon.tsx';
import { Section } from './section.tsx';
import { SourceLink } from './source-link.tsx';

/** Threads drawn; a table of a thousand rows helps no one. */
const MOST_THREADS = 100;

function header(report: ScriptReport, trusted: boolean, host: Host): HTMLElement {
  const { command, wallMs, processes, workers, coresUsed } = report;
  const facts = [
    duration(wallMs),
    counted(processes, 'Node process', 'Node processes'),
    counted(workers, 'worker'),
    coresUsed === null ? null : `${busy(coresUsed)} cores in use`,
  ];
  return (
    <header class="page-header">
      <div class="page-title">
        <span class="function-name">{command.join(' ')}</span>
        <span class="page-inputs muted">{facts.filter((fact) => fact !== null).join(', ')}</span>
      </div>
      {host.present && (
        <div class="actions">
          {trusted && (
            <Button icon="play" onClick={() => host.send({ type: 'runAgain' })}>
              Profile again
            </Button>
          )}
          {trusted && report.flames.length === 0 && (
            <Button onClick={() => host.send({ type: 'runAgain', cpuProfiles: true })}>Profile with flame graph</Button>
          )}
          {exportMenu(host, (format) => format !== 'csv' && (format !== 'cpuprofile' || report.cpuProfiles.length > 0))}
        </div>
      )}
    </header>
  );
}

function verdict({ verdict: parts }: ScriptReport): HTMLElement {
  return (
    <section class="verdict" aria-label="Verdict">
      <div class="verdict-words">
        <h1 class="outcome-label">{parts.filter(({ role }) => role === 'answer').map(({ text }) => text)}</h1>
        {parts
          .filter(({ role }) => role !== 'answer')
          .map(({ text }) => (
            <p>{text}</p>
          ))}
      </div>
    </section>
  );
}

/** Bars as in the waterfall of a pool, from all the time of the workers down to none. */
function accountView(account: ScriptAccount): HTMLElement {
  let from = 1;
  const steps = accountParts
    .map(({ part, label, meaning }) => ({ part, label, meaning, share: account[part] / account.capacityMs }))
    .filter(({ share }) => share >= 0.0005)
    .map(({ part, label, meaning, share }) => {
      from -= share;
      const isWork = part === 'workMs';
      return (
        <li class={`step step-${isWork ? 'measured' : 'loss'}`}>
          <span class="step-label">{label}</span>
          <span class="step-value">{percent(share)}</span>
          <span class="step-track" aria-hidden="true">
            <span
              class={`step-bar step-bar-${isWork ? 'measured' : 'tail'}`}
              variables={{ '--from': Math.max(0, from), '--share': share }}
            />
          </span>
          <span class="step-words">
            <span class="muted">{meaning}</span>
          </span>
        </li>
      );
    });
  return (
    <Section
      name="waterfall-card"
      heading="Where the workers' time went"
      lead={`${counted(account.workers, 'worker')} multiplied by the wall time.`}
    >
      <ol class="waterfall">{steps}</ol>
    </Section>
  );
}

function findingsCard({ findings }: ScriptReport, host: Host): HTMLElement {
  return (
    <Section name="findings" heading="Findings">
      {findings.length === 0 ? (
        <p class="nothing">{icon('ok')}Nothing found that slows the workers down.</p>
      ) : (
        <ul class="finding-list">{sortFindings(findings).map((finding) => findingItem(finding, host))}</ul>
      )}
    </Section>
  );
}

/** The colours of the lanes of threads. */
export function threadsLegend(): HTMLElement {
  const entry = (kind: ColorName, text: string): HTMLElement => (
    <li>
      <span class="swatch" variables={{ '--mark': `var(--color-${kind})` }} aria-hidden="true" />
      {text}
    </li>
  );
  return (
    <ul class="legend">
      {entry('execute', 'on a core')}
      {entry('clone-in', 'copying messages')}
      {entry('queue', 'waiting for a core')}
      {entry('gc', 'blocked')}
      {entry('idle', 'idle')}
    </ul>
  );
}

function timeline(report: ScriptReport, signal: AbortSignal): HTMLElement {
  const shown = report.threads.slice(0, MOST_THREADS);
  const height = shown.length * laneHeight(shown.length) + 22;
  const words = shown.map((thread) => `${thread.name} ${percent(shareOnCore(thread))} on a core`).join(', ');
  const canvas = responsiveCanvas(height, (drawing) => drawThreads(drawing, shown, report.wallMs), signal);
  return (
    <Section
      name="timeline-card"
      heading="Processes and threads"
      lead="Threads are indented below the one that created them."
    >
      <figure class="cores-figure" role="img" aria-label={words}>
        {canvas.element}
      </figure>
      {threadsLegend()}
    </Section>
  );
}

function shareOnCore({ onCoreMs, startMs, endMs }: ScriptThread): number {
  return onCoreMs / Math.max(1, endMs - startMs);
}

function threadRow(thread: ScriptThread, threads: readonly ScriptThread[], host: Host): HTMLElement {
  const { messages, tasks, createdAt } = thread;
  const id = thread.kind === 'process' ? `pid ${thread.pid}` : `thread ${thread.threadId}`;
  const indent = '\u00a0'.repeat(3 * depthOf(thread, threads));
  return (
    <tr>
      <td>
        {indent}
        {thread.name} <span class="muted">{id}</span>
        {createdAt && (
          <span class="place small">
            {indent}
            <SourceLink location={createdAt} host={host} />
          </span>
        )}
      </td>
      <td class="numeric">{percent(shareOnCore(thread))}</td>
      <td class="numeric wide-only">{duration(thread.startupMs)}</td>
      <td class="numeric">
        {`${integer(messages.received)}/${integer(messages.sent)}`}
        {messages.meanBytes !== null && <span class="place muted small">{`${bytes(messages.meanBytes)} each`}</span>}
      </td>
      <td class="numeric wide-only">{duration(thread.cloneInMs + thread.cloneOutMs)}</td>
      <td class="numeric">
        {tasks && integer(tasks.count)}
        {tasks && <span class="place muted small">{`${duration(tasks.meanMs)} each`}</span>}
      </td>
    </tr>
  );
}

const COLUMNS = ['Thread', 'On core', 'Start-up', 'Messages in/out', 'Copying', 'Tasks'];
const WIDE_ONLY = new Set(['Start-up', 'Copying']);

function columnClass(name: string): string {
  return [...(name === 'Thread' ? [] : ['numeric']), ...(WIDE_ONLY.has(name) ? ['wide-only'] : [])].join(' ');
}

function threadTable({ threads }: ScriptReport, host: Host): HTMLElement {
  const more = threads.length - MOST_THREADS;
  return (
    <Section name="strategies-card" heading="Threads">
      <div class="table-scroll" tabindex={0} role="group" aria-label="Table of threads">
        <table class="thread-table">
          <thead>
            <tr>
              {COLUMNS.map((name) => (
                <th scope="col" class={columnClass(name)}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{threads.slice(0, MOST_THREADS).map((thread) => threadRow(thread, threads, host))}</tbody>
        </table>
      </div>
      {more > 0 && <p class="muted">{`and ${integer(more)} more`}</p>}
    </Section>
  );
}

/** The functions that run tasks: from the whole command to the one function that is worth work. */
function taskFunctionsCard({ taskFunctions, cwd }: ScriptReport, trusted: boolean, host: Host): HTMLElement | null {
  if (taskFunctions.length === 0) return null;
  return (
    <Section
      name="strategies-card"
      heading="Task functions"
      lead="Named by the requests to workers. Profiling one runs the command again to record its inputs."
    >
      <div class="table-scroll" tabindex={0} role="group" aria-label="Table of task functions">
        <table class="wrapping task-functions">
          <tbody>
            {taskFunctions.map(({ file, name, workers, calls }, task) => (
              <tr>
                <th scope="row">
                  {name}
                  <span class="place muted small">
                    {file.startsWith(`${cwd}/`) ? file.slice(cwd.length + 1) : file}
                  </span>
                </th>
                <td>{`at least ${counted(calls, 'call')} in ${counted(workers, 'worker')}`}</td>
                <td class="numeric">
                  {trusted && host.present && (
                    <Button icon="play" onClick={() => host.send({ type: 'profileTask', task })}>
                      Profile in parallel
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** How long tasks waited in the queues of pools. */
function queuesCard({ threads }: ScriptReport): HTMLElement | null {
  const owners = threads.flatMap(({ name, queue }) => (queue ? [{ name, queue }] : []));
  if (owners.length === 0) return null;
  return (
    <Section name="strategies-card" heading="Queues of pools" lead="From the call until the task is sent to a worker.">
      <div class="table-scroll" tabindex={0} role="group" aria-label="Table of queues">
        <table class="wrapping">
          <tbody>
            {owners.map(({ name, queue }) => (
              <tr>
                <th scope="row">{name}</th>
                <td class="numeric">{counted(queue.count, 'task')}</td>
                <td class="numeric">{`mean ${duration(queue.meanMs)}`}</td>
                <td class="numeric">{`longest ${duration(queue.longestMs)}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function scalingCard({ scaling }: ScriptReport): HTMLElement | null {
  if (scaling.length === 0) return null;
  return (
    <Section
      name="strategies-card"
      heading="The whole command by number of cores"
      lead="One run on each number of cores."
    >
      <table>
        <tbody>
          {scaling.map((point) => (
            <tr>
              <td>{counted(point.cores, 'core')}</td>
              <td class="numeric">{duration(point.wallMs)}</td>
              <td class="numeric">{ratio(point.speedup)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

/** The page of a command, and its part that arrives later and changes. */
export interface ScriptPage {
  element: HTMLElement;
  showHistory(history: RunHistory): void;
}

/** Creates the whole page of a command that was profiled as it is. */
export function scriptPage(report: ScriptReport, trusted: boolean, host: Host, signal: AbortSignal): ScriptPage {
  const { account, coreUsage, wallMs, neighbours, limits } = report;
  const history = <div class="history-place" />;
  const page = (
    <main class="page">
      {header(report, trusted, host)}
      {verdict(report)}
      <div class="views">
        <div class="columns">
          <div class="column">{account && accountView(account)}</div>
          <div class="column">{findingsCard(report, host)}</div>
        </div>
        {report.threads.length > 0 && timeline(report, signal)}
        {coreUsage && (
          <Section name="core-usage" heading="Core usage">
            <div class="cores">{coresFigure('All cores', coreUsage, wallMs, signal)}</div>
            {coresLegend(neighbours)}
          </Section>
        )}
        {flameView(report, host)}
        {taskFunctionsCard(report, trusted, host)}
        {queuesCard(report)}
        {scalingCard(report)}
        {report.threads.length > 0 && threadTable(report, host)}
        {limits.map((limit) => (
          <p class="muted">{limit}</p>
        ))}
        {history}
      </div>
    </main>
  );
  return { element: page, showHistory: (runs) => replaceHistory(history, runs, host) };
}
