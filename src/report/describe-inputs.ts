import type { Report } from '../model/report.ts';
import type { SizeChoice } from '../model/inputs.ts';
import { counted, duration } from './numbers-in-words.ts';

/**
 * Describes the number of items and their source, and how they become arguments if that is a choice: `64 items from the
 * @inputs tag at line 9: range(64)`.
 */
export function describeInputs(inputs: Report['inputs']): string {
  const source = describeSource(inputs);
  const { parameters, spread = false } = inputs;
  if (!parameters) return source;
  return spread
    ? `${source} (array items are spread: ${parameters.join(', ')})`
    : `${source} (each item is ${parameters[0] ?? 'the first argument'}; with --spread, arrays give ${parameters.join(', ')})`;
}

function describeSource(inputs: Report['inputs']): string {
  const count = inputs.count === 0 && inputs.preview.length === 0 ? 'Inputs' : counted(inputs.count, 'item');
  const { caller, recorded } = inputs;
  if (recorded) return `${count} recorded from ${counted(recorded.calls, 'call')} during \`${recorded.command}\``;
  // The expression contains what the call needs from its file, and is too long to show.
  if (caller) return `${count} from the call at ${caller.place}: ${caller.call}`;
  const place = inputs.location ? ` at line ${inputs.location.line}` : '';
  const expression = inputs.expression === null ? '' : `: ${inputs.expression}`;
  switch (inputs.source) {
    case 'argument':
      return `${count} from the given expression${expression}`;
    case 'file':
      return `${count} from the file ${inputs.file ?? ''}`.trimEnd();
    case 'tag':
      return `${count} from the @inputs tag${place}${expression}`;
    case 'call-site':
      return `${count} from the call${place}${expression}`;
    case 'remembered':
      return `${count} as used the last time${inputs.file === null ? expression : `, from the file ${inputs.file}`}`;
    case 'team-file':
      return `${count} from .vscode/parallel-profiler.json${inputs.file === null ? expression : `: ${inputs.file}`}`;
    case 'generated':
      // The expression spells out every value and is too long to show.
      return `${count} generated from the parameter types${describeSeed(inputs)}`;
  }
}

/** `, seed 1, size 14 (a trial call took 2.5 ms)`, with the reason if a call takes less. */
function describeSeed({ generated, sizeChoice }: Report['inputs']): string {
  if (!generated) return '';
  const { seed, size } = generated;
  const words = size === undefined ? `, seed ${seed}` : `, seed ${seed}, size ${size}`;
  if (!sizeChoice) return words;
  const reason = whyNoLarger[sizeChoice.because];
  return `${words} (a trial call took ${duration(sizeChoice.callMs)}${reason === '' ? '' : `; ${reason}`})`;
}

const whyNoLarger: Record<SizeChoice['because'], string> = {
  longEnough: '',
  time: 'larger items take too long',
  memory: 'larger items take too much memory',
  fails: 'the function fails with larger items',
  noEffect: 'larger items hardly take longer',
  largest: 'there is no larger size',
};
