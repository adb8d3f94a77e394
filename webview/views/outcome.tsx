import type { ErrorData } from '../../src/model/measurement.ts';
import type { Outcome } from '../../src/model/report.ts';
import { joinVerdict, nextStepLabels } from '../../src/report/write-verdict.ts';
import { element } from '../element.ts';
import { Button } from './button.tsx';
import { icon } from './icon.tsx';
import type { ViewContext } from './view-context.ts';

type Unfinished = Exclude<Outcome, { status: 'completed' }>;

const HEADINGS = {
  inputs: 'The inputs could not be created',
  load: 'The module could not be loaded',
  run: 'The run could not be completed',
};

const NEXT_STEPS = {
  inputs: 'Check the inputs expression. It must give an array, and is evaluated in the module of the function.',
  load: 'Run the file on its own. The same error stops it there.',
  run: 'See the error below; its stack names the line in your code.',
};

function errorDetails(error: ErrorData): HTMLElement {
  return (
    <details class="error-details">
      <summary>Error and stack</summary>
      <pre tabindex={0}>{error.stack ?? `${error.name}: ${error.message}`}</pre>
      {error.cause && errorDetails(error.cause)}
    </details>
  );
}

/** Says why there is no full result, what to do, and whether something was measured before. */
export function outcomeView({ report, host, trusted }: ViewContext, outcome: Unfinished): HTMLElement {
  const failed = outcome.status === 'failed';
  const heading = failed ? HEADINGS[outcome.stage] : 'Cancelled';
  const sentence = failed
    ? outcome.message
    : outcome.partial
      ? joinVerdict(report.verdict)
      : 'The run was ended before anything was measured.';
  return (
    <section class={`outcome outcome-${outcome.status}`} aria-label="Outcome">
      {icon(failed ? 'error' : 'stopped')}
      <div>
        <h1>{heading}</h1>
        <p class="outcome-message">{sentence}</p>
        {failed && <p class="muted">{NEXT_STEPS[outcome.stage]}</p>}
        {outcome.partial && <p>The partial results are below; their intervals may be wide.</p>}
        {failed && outcome.error && errorDetails(outcome.error)}
        {host.present && (
          <div class="actions">
            {trusted && (
              <Button appearance="primary" icon="play" onClick={() => host.send({ type: 'runAgain' })}>
                {failed ? 'Try again' : 'Profile again'}
              </Button>
            )}
            {trusted && !failed && (
              <Button onClick={() => host.send({ type: 'measureLonger' })}>{nextStepLabels.measureLonger}</Button>
            )}
            {trusted && (
              <Button onClick={() => host.send({ type: 'changeInputs' })}>{nextStepLabels.changeInputs}</Button>
            )}
            {failed && (
              <Button onClick={() => host.send({ type: 'openLocation', location: report.target.location })}>
                Go to the function
              </Button>
            )}
            {failed && <Button onClick={() => host.send({ type: 'showOutput' })}>Show output</Button>}
          </div>
        )}
      </div>
    </section>
  );
}
