import { describeFarm } from '../../src/report/describe-farm.ts';
import { capitalize } from '../../src/report/capitalize.ts';
import { element } from '../element.ts';
import { Section } from './section.tsx';
import type { MeasuredContext } from './view-context.ts';

/** The queue, its workers, and what its jobs cost. */
export function queueView({ report }: MeasuredContext): HTMLElement | null {
  const rows = describeFarm(report);
  if (rows.length === 0) return null;
  return (
    <Section name="queue-facts" heading="Queue">
      <div class="table-scroll" tabindex={0} role="group" aria-label="Queue details">
        <table>
          <tbody>
            {rows.map(([name, words]) => (
              <tr>
                <th scope="row">{capitalize(name)}</th>
                <td>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
