import type { HistoryEntry } from '../../src/model/history.ts';
import { describeCommit } from '../../src/report/describe-commit.ts';
import { counted } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import type { RunHistory } from '../protocol.ts';
import { momentInWords } from '../moment.ts';
import { Button } from './button.tsx';
import { icon } from './icon.tsx';
import { Section } from './section.tsx';

/** Rows beyond this number are collapsed. */
const SHOWN = 8;

/** Shows the list of earlier runs, instead of an earlier list. */
export function replaceHistory(place: HTMLElement, runs: RunHistory, host: Host): void {
  // Restores the focus, because the pressed button has been rendered again.
  const focused = document.activeElement?.getAttribute('data-action');
  // A report from elsewhere has no runs here.
  if (runs.entries.length === 0 && runs.notice === null) return;
  place.replaceChildren(historyView(runs, host));
  if (typeof focused === 'string') place.querySelector<HTMLElement>(`[data-action="${CSS.escape(focused)}"]`)?.focus();
}

/** Earlier runs of the function or the command, to open again, compare with, or pin as the baseline. */
function historyView({ entries, shown, notice }: RunHistory, host: Host): HTMLElement {
  const baseline = entries.find((entry) => entry.baseline);
  const tools =
    baseline && baseline.id !== shown
      ? [<Button onClick={() => host.send({ type: 'compareRun', id: baseline.id })}>Compare with baseline</Button>]
      : [];
  const isOfCommand = entries.some(({ kind }) => kind === 'script');
  const rows = entries.map((entry) => row(entry, entry.id === shown, host));
  return (
    <Section name="history" heading="Earlier runs" lead={lead(entries, shown, baseline)} tools={tools}>
      {notice !== null && (
        <p class="note note-warning">
          {icon('warning')}
          {notice}
        </p>
      )}
      {rows.length > 0 && table(rows.slice(0, SHOWN), isOfCommand)}
      {rows.length > SHOWN && (
        <details class="more-runs">
          <summary>{counted(rows.length - SHOWN, 'older run')}</summary>
          {table(rows.slice(SHOWN), isOfCommand)}
        </details>
      )}
    </Section>
  );
}

function lead(entries: readonly HistoryEntry[], shown: string | null, baseline: HistoryEntry | undefined): string {
  const subject = entries.some(({ kind }) => kind === 'script') ? 'command' : 'function';
  if (!entries.some((entry) => entry.id !== shown))
    return entries.length === 0
      ? 'There are no earlier runs.'
      : `This is the first run of this ${subject}. Later runs are listed here for comparison.`;
  return baseline
    ? 'Open a run, or compare it with the run above. The baseline is kept until you unpin it.'
    : 'Open a run, or compare it with the run above. Pin a run as the baseline to compare later runs with it.';
}

function table(rows: readonly HTMLElement[], isOfCommand: boolean): HTMLElement {
  const column = (label: string, name = ''): HTMLElement => (
    <th scope="col" class={name}>
      {label}
    </th>
  );
  return (
    <div class="table-scroll" tabindex={0} role="group" aria-label="Earlier runs">
      <table class="runs">
        <thead>
          <tr>
            {column('When')}
            {column('Result')}
            {column('Commit', 'commit')}
            {column(isOfCommand ? 'Wall time' : 'Inputs', 'input')}
            <th scope="col">
              <span class="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>{rows}</tbody>
      </table>
    </div>
  );
}

function row(entry: HistoryEntry, isShown: boolean, host: Host): HTMLElement {
  const { id, startedAt, commit, inputs, baseline } = entry;
  const when = momentInWords(startedAt);
  const action = (name: string, label: string, description: string, send: () => void): HTMLElement => (
    <button
      class="link"
      type="button"
      title={description}
      aria-label={`${label}: the run of ${when}`}
      data-action={`${name} ${id}`}
      on={{ click: send }}
    >
      {label}
    </button>
  );
  return (
    <tr class={isShown ? 'shown' : ''} aria-current={isShown ? 'true' : null}>
      <th scope="row" title={startedAt}>
        {when}
        {isShown && <span class="tag">shown</span>}
        {baseline && <span class="tag">baseline</span>}
      </th>
      <td class="result">{result(entry)}</td>
      <td class="commit">{commit ? <code title={commit.id}>{describeCommit(commit)}</code> : '\u2013'}</td>
      <td class="input" title={inputs}>
        {inputs}
      </td>
      <td class="row-actions">
        {!isShown && action('open', 'Open', 'Show the report of this run', () => host.send({ type: 'openRun', id }))}
        {!isShown &&
          action('compare', 'Compare', 'Compare the run above with this one', () =>
            host.send({ type: 'compareRun', id }),
          )}
        {baseline
          ? action('pin', 'Unpin', 'Stop using this run as the baseline', () =>
              host.send({ type: 'pinBaseline', id, pinned: false }),
            )
          : action('pin', 'Pin as baseline', 'Compare later runs with this one', () =>
              host.send({ type: 'pinBaseline', id, pinned: true }),
            )}
      </td>
    </tr>
  );
}

/** The result and its caveats. */
function result({ result: words, status, confidence }: HistoryEntry): HTMLElement {
  const doubt =
    status === 'cancelled'
      ? 'cancelled early'
      : status === 'failed'
        ? 'stopped by a failure'
        : confidence === 'invalid'
          ? 'unreliable'
          : confidence === 'low'
            ? 'low confidence'
            : null;
  if (doubt === null) return <span>{words}</span>;
  return (
    <span>
      {words}
      <span class="doubt">
        {icon('warning')} {doubt}
      </span>
    </span>
  );
}
