import type { ErrorData } from '../../src/model/measurement.ts';
import type { Outcome } from '../../src/model/report.ts';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { element } from '../element.ts';
import { button } from './button.ts';
import { icon } from './icon.ts';
import type { ViewContext } from './view-context.ts';

type Unfinished = Exclude<Outcome, { status: 'completed' }>;

const HEADINGS = {
  inputs: 'The inputs could not be made',
  load: 'The module could not be loaded',
  run: 'The run could not be finished',
};

const NEXT_STEPS = {
  inputs: 'Check the expression that gives the inputs: it must be an array, evaluated where the function stands.',
  load: 'Open the file and run it once by itself: what stops it there stops it here.',
  run: 'Look at the error below; the place in your code is in its stack.',
};

function errorDetails(error: ErrorData): HTMLElement {
  return element(
    'details',
    { class: 'error-details' },
    element('summary', {}, 'Error and stack'),
    element('pre', { tabindex: 0 }, error.stack ?? `${error.name}: ${error.message}`),
    error.cause ? errorDetails(error.cause) : null,
  );
}

/** Why there is no full result, what to do, and whether something was measured before. */
export function outcomeView({ report, host, trusted }: ViewContext, outcome: Unfinished): HTMLElement {
  const failed = outcome.status === 'failed';
  const heading = failed ? HEADINGS[outcome.stage] : 'Cancelled';
  const sentence = failed
    ? outcome.message
    : outcome.partial
      ? joinVerdict(report.verdict)
      : 'The run was ended before anything was measured.';
  return element(
    'section',
    { class: `outcome outcome-${outcome.status}`, 'aria-label': 'Outcome' },
    icon(failed ? 'error' : 'stopped'),
    element(
      'div',
      {},
      element('h1', {}, heading),
      element('p', { class: 'outcome-message' }, sentence),
      failed ? element('p', { class: 'muted' }, NEXT_STEPS[outcome.stage]) : null,
      outcome.partial
        ? element('p', {}, 'What was measured until then is below. It is partial: the intervals may be wide.')
        : null,
      failed && outcome.error ? errorDetails(outcome.error) : null,
      host.present
        ? element(
            'div',
            { class: 'actions' },
            trusted
              ? button(failed ? 'Try again' : 'Profile again', () => host.send({ type: 'runAgain' }), {
                  appearance: 'primary',
                  icon: 'play',
                })
              : null,
            failed
              ? button('Go to the function', () =>
                  host.send({ type: 'openLocation', location: report.target.location }),
                )
              : null,
            failed ? button('Show output', () => host.send({ type: 'showOutput' })) : null,
          )
        : null,
    ),
  );
}
