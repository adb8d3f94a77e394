import type { HotLine, HotLines, LineTime } from '../../src/model/hot-lines.ts';
import { capitalize } from '../../src/report/capitalize.ts';
import { describeCpuProfile } from '../../src/report/describe-cpu-profile.ts';
import {
  describeHotLines,
  describeLineChange,
  describeSampling,
  placeOfLine,
} from '../../src/report/describe-hot-lines.ts';
import { describeStrategy } from '../../src/report/describe-strategy.ts';
import { fileName } from '../../src/report/file-name.ts';
import { duration, percent, ratioRange } from '../../src/report/numbers-in-words.ts';
import { element, type Child } from '../element.ts';
import { Button, LinkButton } from './button.tsx';
import { icon } from './icon.tsx';
import { menu } from './menu.tsx';
import { Section } from './section.tsx';
import type { MeasuredContext } from './view-context.ts';

/** The lines where the time goes, serially and in workers; without samples, an offer to take them if code may run. */
export function hotLinesView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  const { hotLines } = report;
  if (!hotLines || hotLines.length === 0) return offer(context);
  const place = <div />;
  selection.follow((chosen) => {
    const hot = hotLines.find(({ pool }) => pool?.name === chosen.name) ?? hotLines[0];
    if (hot) place.replaceChildren(...drawn(hot, context));
  }, signal);
  return (
    <Section name="hot-lines" heading="Hot lines" tools={[profilesMenu(context), ...reprofile(context)]}>
      {place}
    </Section>
  );
}

function offer(context: MeasuredContext): HTMLElement | null {
  const buttons = reprofile(context);
  if (buttons.length === 0) return null;
  return (
    <Section name="hot-lines" heading="Hot lines">
      <p class="lead">
        Shows the time of each line, serially and in workers, and which lines get slower in parallel. Needs one more run
        with a CPU profiler.
      </p>
      <div class="actions">{buttons}</div>
    </Section>
  );
}

function reprofile({ report, host, trusted }: MeasuredContext): Child[] {
  if (!host.present || !trusted || report.outcome.status !== 'completed') return [];
  return [
    <Button icon="play" onClick={() => host.send({ type: 'profileWith', choices: { hotLines: true } })}>
      Profile hot lines
    </Button>,
  ];
}

/** The CPU profiles of the threads; `null` without any or without an editor to open them. */
function profilesMenu({ report, host }: MeasuredContext): HTMLElement | null {
  const entries = report.cpuProfiles.map((file, profile) => ({
    label: describeCpuProfile(file) ?? fileName(file),
    onClick: () => host.send({ type: 'openCpuProfile', profile }),
  }));
  return host.present && entries.length > 0 ? menu('Open CPU profile', entries) : null;
}

function drawn(hot: HotLines, context: MeasuredContext): HTMLElement[] {
  const { pool, lines } = hot;
  const sentence = <p class="hot-sentence">{describeHotLines(hot)}</p>;
  if (lines.length === 0) return [sentence];
  const mostMs = Math.max(...lines.map(({ serial, workers }) => Math.max(serial.selfMs, workers?.selfMs ?? 0)));
  const workers = pool ? describeStrategy(pool) : null;
  const head = (words: string, kind = 'numeric'): HTMLElement => (
    <th scope="col" class={kind}>
      {words}
    </th>
  );
  return [
    sentence,
    <div class="table-scroll" tabindex={0} role="group" aria-label="Hot lines">
      <table class="lines">
        <thead>
          <tr>
            {head('Line', '')}
            {head('Code', 'code')}
            <td class="line-bars" />
            {head('Serial')}
            {workers !== null && head(capitalize(workers))}
            {workers !== null && head('In workers', '')}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <th scope="row">{linkTo(line, context)}</th>
              <td class="code" title={line.text}>
                <code>{line.text}</code>
              </td>
              <td class="line-bars" aria-hidden="true">
                {bar('serial', line.serial, mostMs)}
                {pool && line.workers && bar(pool.name, line.workers, mostMs)}
              </td>
              {time(line.serial)}
              {line.workers && time(line.workers)}
              {pool && change(line)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>,
    <p class="muted small hot-basis">
      Self time of a pass over all items{pool ? ', in all workers together' : ''}, with its share.{' '}
      {describeSampling(hot)}
    </p>,
  ];
}

function linkTo(line: HotLine, { host }: MeasuredContext): HTMLElement {
  const place = placeOfLine(line);
  const { location, functionName } = line;
  return (
    <span class="hot-place">
      {host.present ? (
        <LinkButton
          title={`${location.file}:${location.line}`}
          onClick={() => host.send({ type: 'openLocation', location })}
        >
          {place}
        </LinkButton>
      ) : (
        <span title={`${location.file}:${location.line}`}>{place}</span>
      )}
      {functionName !== '' && <span class="muted small">{functionName}</span>}
    </span>
  );
}

function bar(name: string, { selfMs }: LineTime, mostMs: number): HTMLElement {
  return <span class={`time-bar-fill ${name}`} variables={{ '--share': mostMs > 0 ? selfMs / mostMs : 0 }} />;
}

function time({ selfMs, share }: LineTime): HTMLElement {
  return (
    <td class="numeric">
      {duration(selfMs)} <span class="muted share">{percent(share)}</span>
    </td>
  );
}

function change(line: HotLine): HTMLElement {
  return (
    <td class={`line-change line-${line.change}`}>
      {line.change === 'slower' && icon('warning')}
      {describeLineChange(line)}
      {line.slowdown && <span class="interval muted">{ratioRange(line.slowdown.ci95)}</span>}
    </td>
  );
}
