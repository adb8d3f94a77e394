import type { HistoryEntry } from '../../src/model/history.ts';
import { describeCommit } from '../../src/report/describe-commit.ts';
import { counted } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import type { RunHistory } from '../protocol.ts';
import { momentInWords } from '../moment.ts';
import { button } from './button.ts';
import { icon } from './icon.ts';
import { section } from './section.ts';

/** More rows than these are folded away. */
const SHOWN = 8;

/** Earlier runs of the function: to look at again, to compare with, and one of them to measure changes by. */
export function historyView({ entries, shown, notice }: RunHistory, host: Host): HTMLElement {
  const baseline = entries.find((entry) => entry.baseline);
  const tools =
    baseline && baseline.id !== shown
      ? [button('Compare with baseline', () => host.send({ type: 'compareRun', id: baseline.id }))]
      : [];
  const rows = entries.map((entry) => row(entry, entry.id === shown, host));
  return section(
    'history',
    'Earlier runs',
    lead(entries, shown, baseline),
    [
      notice === null ? null : element('p', { class: 'note note-warning' }, icon('warning'), notice),
      rows.length > 0 ? table(rows.slice(0, SHOWN)) : null,
      rows.length > SHOWN
        ? element(
            'details',
            { class: 'more-runs' },
            element('summary', {}, counted(rows.length - SHOWN, 'older run')),
            table(rows.slice(SHOWN)),
          )
        : null,
    ],
    tools,
  );
}

function lead(entries: readonly HistoryEntry[], shown: string | null, baseline: HistoryEntry | undefined): string {
  if (!entries.some((entry) => entry.id !== shown))
    return entries.length === 0
      ? 'No run of this function is kept.'
      : 'This is the first run that was kept of this function. The next ones are listed here, to compare them with it.';
  return baseline
    ? 'Open one, or compare it with the run above. The baseline stays, however many runs follow.'
    : 'Open one, or compare it with the run above. Pin one as the baseline to measure changes by it.';
}

function table(rows: readonly HTMLElement[]): HTMLElement {
  const column = (label: string, name = ''): HTMLElement => element('th', { scope: 'col', class: name }, label);
  return element(
    'div',
    { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': 'Earlier runs' },
    element(
      'table',
      { class: 'runs' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          column('When'),
          column('Result'),
          column('Commit', 'commit'),
          column('Inputs', 'input'),
          element('th', { scope: 'col' }, element('span', { class: 'visually-hidden' }, 'Actions')),
        ),
      ),
      element('tbody', {}, ...rows),
    ),
  );
}

function row(entry: HistoryEntry, isShown: boolean, host: Host): HTMLElement {
  const { id, startedAt, commit, inputs, baseline } = entry;
  const when = momentInWords(startedAt);
  const action = (name: string, label: string, description: string, send: () => void): HTMLElement =>
    element(
      'button',
      {
        class: 'link',
        type: 'button',
        title: description,
        'aria-label': `${label}: the run of ${when}`,
        'data-action': `${name} ${id}`,
        on: { click: send },
      },
      label,
    );
  return element(
    'tr',
    { class: isShown ? 'shown' : '', 'aria-current': isShown ? 'true' : null },
    element(
      'th',
      { scope: 'row', title: startedAt },
      when,
      isShown ? element('span', { class: 'tag' }, 'shown') : null,
      baseline ? element('span', { class: 'tag' }, 'baseline') : null,
    ),
    element('td', { class: 'result' }, result(entry)),
    element(
      'td',
      { class: 'commit' },
      commit ? element('code', { title: commit.id }, describeCommit(commit)) : '\u2013',
    ),
    element('td', { class: 'input', title: inputs }, inputs),
    element(
      'td',
      { class: 'row-actions' },
      isShown ? null : action('open', 'Open', 'Show the report of this run', () => host.send({ type: 'openRun', id })),
      isShown
        ? null
        : action('compare', 'Compare', 'Compare the run above with this one', () =>
            host.send({ type: 'compareRun', id }),
          ),
      baseline
        ? action('pin', 'Unpin', 'No longer the baseline', () => host.send({ type: 'pinBaseline', id, pinned: false }))
        : action('pin', 'Pin as baseline', 'Measure later runs by this one', () =>
            host.send({ type: 'pinBaseline', id, pinned: true }),
          ),
    ),
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
          ? 'not to be trusted'
          : confidence === 'low'
            ? 'low confidence'
            : null;
  if (doubt === null) return element('span', {}, words);
  return element('span', {}, words, element('span', { class: 'doubt' }, icon('warning'), ` ${doubt}`));
}
