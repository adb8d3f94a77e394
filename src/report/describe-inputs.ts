import type { Report } from '../model/report.ts';
import { counted } from './numbers-in-words.ts';

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
      return `${count} generated from the parameter types${inputs.generated ? `, seed ${inputs.generated.seed}` : ''}`;
  }
}
