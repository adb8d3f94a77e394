import { describeInputs } from '../../src/report/describe-inputs.ts';
import { integer } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import type { RunChoices } from '../protocol.ts';
import { readRunChoices, type WrittenChoices } from '../run-choices.ts';
import { Button } from './button.tsx';
import { icon } from './icon.tsx';
import { inlineCode } from './inline-code.tsx';
import { closable } from './menu.tsx';
import type { ViewContext } from './view-context.ts';

type Pool = NonNullable<RunChoices['strategies']>[number];

const STRATEGIES: Record<Pool, string> = {
  async: 'Promises',
  threads: 'Threads',
  processes: 'Processes',
  bullmq: 'Queue',
};

/** The inputs of the report; where a run may start, a menu that changes them and the settings of the next run. */
export function runSettingsView({ report, host, trusted }: ViewContext): HTMLElement {
  const { inputs, plan, strategies, target } = report;
  const words = inputs.count > 0 ? describeInputs(inputs) : 'No inputs';
  if (!host.present || !trusted)
    return (
      <span class="page-inputs muted" title={words}>
        {inlineCode(words)}
      </span>
    );

  const measured = new Set(strategies.map(({ name }) => name));
  const offered: Pool[] = [
    ...(target.async ? (['async'] as const) : []),
    'threads',
    'processes',
    // Its address is a setting, which the page does not know.
    ...(report.farm ? (['bullmq'] as const) : []),
  ];
  const field = (name: string, value: string, hint: string): HTMLInputElement =>
    element('input', { class: 'text-field', name, value, title: hint, placeholder: hint, autocomplete: 'off' });
  const count = field('count', '', inputs.count > 0 ? integer(inputs.count) : 'all');
  const budget = field('budget', String(plan.budgetSeconds), 'seconds');
  const workers = field('workers', '', 'automatic, such as 1, 2, 4');
  const boxes = offered.map((strategy) => ({ strategy, box: element('input', { type: 'checkbox', name: strategy }) }));
  for (const { strategy, box } of boxes) box.checked = measured.size < 2 || measured.has(strategy);
  const problem = <p class="field-problem" role="alert" />;
  const menu = closable(element('details', { class: 'menu run-settings' }));

  const profile = (): void => {
    const written: WrittenChoices = {
      ...{ count: count.value, budget: budget.value, workers: workers.value },
      strategies: boxes.filter(({ box }) => box.checked).map(({ strategy }) => strategy),
    };
    const read = readRunChoices(written);
    problem.textContent = read.problem ?? '';
    if (read.choices) host.send({ type: 'profileWith', choices: read.choices });
  };
  menu.append(
    <summary class="page-inputs" title={`${words}. Change the inputs and the settings of the next run.`}>
      <span>{inlineCode(words)}</span>
    </summary>,
    <form
      class="menu-items settings-form"
      on={{
        submit: (event) => {
          event.preventDefault();
          profile();
        },
      }}
    >
      <label>
        <span>Items</span>
        {count}
      </label>
      <label>
        <span>Time limit (s)</span>
        {budget}
      </label>
      <label>
        <span>Workers</span>
        {workers}
      </label>
      <fieldset>
        <legend>Strategies</legend>
        {boxes.map(({ strategy, box }) => (
          <label class="box">
            {box}
            <span>{STRATEGIES[strategy]}</span>
          </label>
        ))}
      </fieldset>
      {problem}
      <div class="actions">
        <button class="form-button" type="submit">
          {icon('play')}
          Profile
        </button>
        <Button onClick={() => host.send({ type: 'changeInputs' })}>Change inputs …</Button>
      </div>
    </form>,
  );
  return menu;
}
