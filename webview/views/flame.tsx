import type { Flame } from '../../src/model/flame.ts';
import type { ScriptReport, ScriptThread } from '../../src/model/script-report.ts';
import { counted, duration, percent } from '../../src/report/numbers-in-words.ts';
import { readCpuProfileName } from '../../src/report/script/cpu-profile-name.ts';
import { flameBoxes, hottestFunctions } from '../charts/flame-boxes.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { menu } from './menu.tsx';
import { Section } from './section.tsx';
import { shortLocation, SourceLink } from './source-link.tsx';

const HOTTEST = 8;

function labelOf({ threads: ids }: Flame, { threads }: ScriptReport): string {
  const [first, ...others] = ids.map((id) => threads[id]);
  if (others.length > 0) return `All ${counted(ids.length, 'worker')}`;
  return first ? nameOf(first) : 'Thread';
}

function nameOf({ name, kind, pid, threadId }: ScriptThread): string {
  return `${name}, ${kind === 'process' ? `pid ${pid}` : `thread ${threadId}`}`;
}

/** The CPU profiles of the threads, in the order of the threads; `null` without any or without an editor to open them. */
function profilesMenu({ cpuProfiles, threads }: ScriptReport, host: Host): HTMLElement | null {
  const profiles = cpuProfiles.map((file, profile) => ({ profile, of: readCpuProfileName(file) }));
  const entries = threads.flatMap((thread) => {
    const found = profiles.find(({ of }) => of?.pid === thread.pid && of.threadId === thread.threadId);
    if (!found) return [];
    return [{ label: nameOf(thread), onClick: () => host.send({ type: 'openCpuProfile', profile: found.profile }) }];
  });
  return host.present && entries.length > 0 ? menu('Open CPU profile', entries) : null;
}

function placeOf({ file, line }: { file: string | null; line: number | null }): string {
  return file === null ? 'native code' : shortLocation({ file, line: line ?? 1, column: 1 });
}

/** Boxes of one flame; a click on one zooms to it, and a click on the widest zooms out. */
function boxes(flame: Flame): HTMLElement {
  const rows = Math.max(0, ...flame.calls.map(({ depth }) => depth)) + 1;
  const place = element('div', { class: 'flame', 'aria-hidden': 'true', variables: { '--rows': rows } });
  let zoomed: number | null = null;
  const draw = (): void => {
    place.replaceChildren(
      ...flameBoxes(flame, zoomed).map(({ call, from, share, row }) => {
        const { name, file, line, selfMs, totalMs } = flame.calls[call] ?? {
          name: '',
          file: null,
          line: null,
          selfMs: 0,
          totalMs: 0,
        };
        const origin =
          file === null || file.startsWith('node:')
            ? 'native'
            : /[\\/]node_modules[\\/]/.test(file)
              ? 'package'
              : 'own';
        const words = `${name} (${placeOf({ file, line })}): ${percent(totalMs / flame.totalMs)}, ${duration(totalMs)}, self time ${duration(selfMs)}`;
        return (
          <span
            class={`flame-call flame-${origin}`}
            title={words}
            variables={{ '--from': from, '--share': share, '--row': row }}
            on={{
              click: () => {
                zoomed = zoomed === call || share > 0.999 ? null : call;
                draw();
              },
            }}
          >
            {name}
          </span>
        );
      }),
    );
  };
  draw();
  return place;
}

function hottest(flame: Flame, host: Host): HTMLElement {
  return (
    <div class="table-scroll" tabindex={0} role="group" aria-label="Functions by self time">
      <table>
        <thead>
          <tr>
            <th scope="col">Function</th>
            <th scope="col">Place</th>
            <th scope="col" class="numeric">
              Self time
            </th>
            <th scope="col" class="numeric">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {hottestFunctions(flame, HOTTEST).map(({ name, file, line, selfMs, selfShare }) => (
            <tr>
              <th scope="row">{name}</th>
              <td>
                {file === null || file.startsWith('node:') ? (
                  placeOf({ file, line })
                ) : (
                  <SourceLink location={{ file, line: line ?? 1, column: 1 }} host={host} />
                )}
              </td>
              <td class="numeric">{duration(selfMs)}</td>
              <td class="numeric">{percent(selfShare)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Where the time on a core went, by call stacks: all workers together, and each alone. */
export function flameView(report: ScriptReport, host: Host): HTMLElement | null {
  const [first] = report.flames;
  if (!first) return null;
  const shown = element('div', { class: 'flame-shown' });
  const show = (flame: Flame): void => shown.replaceChildren(boxes(flame), hottest(flame, host));
  const choice: HTMLSelectElement = element(
    'select',
    {
      class: 'flame-choice',
      'aria-label': 'Thread',
      on: {
        change: () => {
          const flame = report.flames[choice.selectedIndex];
          if (flame) show(flame);
        },
      },
    },
    report.flames.map((flame) => <option>{labelOf(flame, report)}</option>),
  );
  show(first);
  return (
    <Section
      name="flame-card"
      heading="Flame graph"
      lead="Sampled call stacks, callers above callees; the width is the time. Click a function to zoom."
      tools={[choice, profilesMenu(report, host)]}
    >
      {shown}
    </Section>
  );
}
