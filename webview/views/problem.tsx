import { nextStepLabels } from '../../src/report/write-verdict.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import type { Problem } from '../protocol.ts';
import { Button } from './button.tsx';
import { icon } from './icon.tsx';
import { SourceLink } from './source-link.tsx';

/** A run that could not begin, or that the user did not want, with the host's message. */
export function problemView({ message, target, isDeclined = false }: Problem, host: Host): HTMLElement {
  const heading = isDeclined ? 'was not profiled' : 'could not be profiled';
  return (
    <section class={`outcome outcome-${isDeclined ? 'cancelled' : 'failed'}`} aria-label="Problem">
      {icon(isDeclined ? 'stopped' : 'error')}
      <div>
        <h1>{target ? `${target.name} ${heading}` : 'Nothing was profiled'}</h1>
        <p class="outcome-message">{message}</p>
        {target && (
          <p>
            <SourceLink location={target.location} host={host} />
          </p>
        )}
        <div class="actions">
          {target && (
            <Button appearance="primary" icon="play" onClick={() => host.send({ type: 'runAgain' })}>
              {isDeclined ? 'Profile again' : 'Try again'}
            </Button>
          )}
          {target && <Button onClick={() => host.send({ type: 'changeInputs' })}>{nextStepLabels.changeInputs}</Button>}
          {!isDeclined && <Button onClick={() => host.send({ type: 'showOutput' })}>Show output</Button>}
        </div>
      </div>
    </section>
  );
}

/** A file that is not a valid report, with the reason. */
export function unreadableView(message: string): HTMLElement {
  return (
    <section class="outcome outcome-failed" aria-label="Problem">
      {icon('error')}
      <div>
        <h1>This report cannot be shown</h1>
        <p class="outcome-message">{message}</p>
        <p class="muted">"Reopen Editor With …" in the menu of the tab shows the file as text.</p>
      </div>
    </section>
  );
}
