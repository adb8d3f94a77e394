import type { ScriptComparison } from '../../src/model/script-comparison.ts';
import { figureWords } from '../../src/report/script/compare-scripts.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { momentInWords } from '../moment.ts';
import { Button } from './button.tsx';
import { comparedFindings } from './compare.tsx';
import { icon } from './icon.tsx';
import { Section } from './section.tsx';

/** Compares two runs of a command: the conclusion, its caveats, and the numbers. */
export function compareScriptsView(comparison: ScriptComparison, host: Host): HTMLElement {
  const { before, after, findings } = comparison;
  return (
    <main class="page comparison">
      <header class="page-header">
        <div class="page-title">
          <span class="function-name">{after.command.join(' ')}</span>
          <span class="muted">
            {momentInWords(before.startedAt)} → {momentInWords(after.startedAt)}
          </span>
        </div>
        <div class="actions">
          <Button icon="back" onClick={() => host.send({ type: 'closeComparison' })}>
            Back to the report
          </Button>
          <Button icon="copy" onClick={() => host.send({ type: 'copyComparison' })}>
            Copy
          </Button>
        </div>
      </header>
      {verdict(comparison)}
      <div class="views">
        {figures(comparison)}
        {findings.appeared.length + findings.gone.length > 0 && (
          <div class="columns even">
            {comparedFindings('New findings', 'No new findings.', findings.appeared, host)}
            {comparedFindings('Resolved findings', 'No finding was resolved.', findings.gone, host)}
          </div>
        )}
      </div>
    </main>
  );
}

function verdict({ verdict: parts, warnings }: ScriptComparison): HTMLElement {
  const [answer, ...details] = parts;
  return (
    <section class="verdict comparison-verdict" aria-label="Verdict">
      <div class="verdict-words">
        <h1 class="outcome-label">{answer?.text ?? ''}</h1>
        {details.map(({ text }) => (
          <p>{text}</p>
        ))}
        {warnings.map((text) => (
          <p class="note note-warning">
            {icon('warning')}
            <span>{text}</span>
          </p>
        ))}
      </div>
    </section>
  );
}

function figures({ changes }: ScriptComparison): HTMLElement {
  return (
    <Section name="strategies-card" heading="Figures">
      <div class="table-scroll" tabindex={0} role="group" aria-label="Figures, before and after">
        <table>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" class="numeric">
                Before
              </th>
              <th scope="col" class="numeric">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {changes
              .filter(({ before, after }) => before !== null || after !== null)
              .map(({ figure, before, after }) => (
                <tr>
                  <th scope="row">{figureWords[figure].label}</th>
                  {[before, after].map((value) => (
                    <td class="numeric">{value === null ? '' : figureWords[figure].write(value)}</td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
