import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { CallsElsewhere, GeneratedInputs } from '../../analysis/protocol.ts';
import type { InputsCandidate, InputsSeed } from '../../model/inputs.ts';
import type { TeamProfile } from '../../model/team-file.ts';
import { mayTakeTuples, spreadsArrays } from '../../analysis/functions/takes-tuples.ts';
import type { ProfilableFunction } from '../../analysis/functions/function-at.ts';
import { countedCalls, countedItems } from './counted-inputs.ts';
import type { InputsChoice } from './remembered-inputs.ts';

/** Inputs that the user can choose from. */
export interface InputsOffer {
  target: ProfilableFunction;
  remembered: InputsChoice | undefined;
  team: TeamProfile | null;
  found: readonly InputsCandidate[];
  elsewhere: CallsElsewhere;
  generated: GeneratedInputs;
  seed: InputsSeed;
  /** Requested number of items; `undefined` for all. */
  count: number | undefined;
  /** Whether array items are spread into the arguments; `undefined` as each of the inputs says. */
  spread: boolean | undefined;
}

/** A line of the list. Without `inputs` and `action` it is informational. */
export interface InputsItem extends vscode.QuickPickItem {
  inputs?: InputsChoice;
  /** Whether these inputs are the default, which need not be remembered. */
  isDefault?: boolean;
  action?: 'write' | 'file' | 'record' | 'count' | 'spread';
}

export const buttons = {
  edit: { iconPath: new vscode.ThemeIcon('edit'), tooltip: vscode.l10n.t('Edit as Expression') },
  team: { iconPath: new vscode.ThemeIcon('organization'), tooltip: vscode.l10n.t('Save These Inputs for the Team') },
  others: { iconPath: new vscode.ThemeIcon('refresh'), tooltip: vscode.l10n.t('Generate Others') },
};

/** Longer expressions do not fit into an input box. */
const longestToEdit = 5_000;

/** Returns the lines of the list, best first. */
export function listInputs({
  target,
  remembered,
  team,
  found,
  elsewhere,
  generated,
  seed,
  count,
  spread,
}: InputsOffer): InputsItem[] {
  const isUnchanged = count === undefined && spread === undefined;
  const limited = (inputs: InputsChoice): InputsChoice => asAsked(inputs, { count, spread });
  const ofTeam = team && choiceOf(team);
  const items: InputsItem[] = [];
  if (remembered) {
    items.push(separator(vscode.l10n.t('Remembered')), {
      label: labelOf(remembered),
      description:
        remembered.count === undefined
          ? vscode.l10n.t('same as last time')
          : vscode.l10n.t('same as last time, {0} items', remembered.count),
      inputs: limited(remembered),
      buttons: buttonsFor(remembered),
    });
  }
  if (ofTeam) {
    const isDefault = isUnchanged;
    const inputs = limited(ofTeam);
    items.push(separator(vscode.l10n.t('From {0}', '.vscode/parallel-profiler.json')), {
      label: labelOf(ofTeam),
      inputs,
      isDefault,
    });
  }
  if (found.length > 0) items.push(separator(vscode.l10n.t('Found in {0}', basename(target.file))));
  for (const [index, { expression, spread: own, label, calls }] of found.entries()) {
    items.push({
      label,
      ...(calls > 1 ? { description: vscode.l10n.t('{0} calls', calls) } : {}),
      inputs: limited({ expression, spread: own }),
      isDefault: index === 0 && !ofTeam && isUnchanged,
      buttons: buttonsFor({ expression }),
    });
  }
  items.push(...itemsElsewhere(elsewhere, limited, found.length === 0 && !ofTeam && isUnchanged));
  items.push(
    separator(vscode.l10n.t('Generated')),
    generatedItem(target, generated, count === undefined ? seed : { ...seed, count }),
  );
  items.push(
    separator(vscode.l10n.t('Others')),
    { label: `$(edit) ${vscode.l10n.t('Write an Expression …')}`, action: 'write', alwaysShow: true },
    { label: `$(json) ${vscode.l10n.t('Choose a JSON File …')}`, action: 'file', alwaysShow: true },
    { label: `$(record) ${vscode.l10n.t('Record Inputs from a Run …')}`, action: 'record', alwaysShow: true },
    {
      label: `$(list-ordered) ${vscode.l10n.t('How Many Items …')}`,
      description: count === undefined ? vscode.l10n.t('all items once') : countedItems(count),
      action: 'count',
      alwaysShow: true,
    },
    ...spreadItems(target, spread ?? remembered?.spread ?? false),
  );
  return items;
}

/** Returns inputs with the requested number of items, passed as requested. Generated items are always passed whole. */
export function asAsked(inputs: InputsChoice, { count, spread }: Pick<InputsOffer, 'count' | 'spread'>): InputsChoice {
  return {
    ...inputs,
    ...(count === undefined ? {} : { count }),
    ...(spread === undefined || inputs.generated ? {} : { spread }),
  };
}

/** Returns the line that switches how an array becomes arguments, for functions that leave the choice. */
function spreadItems({ parameters }: ProfilableFunction, spread: boolean): InputsItem[] {
  if (!mayTakeTuples(parameters) || spreadsArrays(parameters)) return [];
  const names = parameters.map(({ name }) => name).join(', ');
  const description = spread
    ? vscode.l10n.t('[{0}] gives {0}', names)
    : vscode.l10n.t('each item is {0}', parameters[0]?.name ?? '');
  const label = spread ? vscode.l10n.t('Pass Each Item as One Argument') : vscode.l10n.t('Spread Items into Arguments');
  return [{ label: `$(symbol-parameter) ${label}`, description, action: 'spread', alwaysShow: true }];
}

/** Returns the inputs of a team profile; `null` if it names none. */
export function choiceOf({ inputs, inputsFile, generated, count }: TeamProfile): InputsChoice | null {
  const limit = count === undefined ? {} : { count };
  if (inputs !== undefined) return { expression: inputs, ...limit };
  if (inputsFile !== undefined) return { file: inputsFile, ...limit };
  return generated ? { generated: { seed: 1, ...generated }, ...limit } : null;
}

/** Returns lines for the calls in other files, and for the unusable ones with the reason. */
function itemsElsewhere(
  { candidates, refused }: CallsElsewhere,
  limited: (inputs: InputsChoice) => InputsChoice,
  hasDefault: boolean,
): InputsItem[] {
  if (candidates.length + refused.length === 0) return [];
  const usable = candidates.map(({ expression, spread, caller, label }, index): InputsItem => {
    return {
      label: caller?.call ?? label,
      description: caller?.place ?? '',
      inputs: limited({ expression, spread, ...(caller ? { caller } : {}) }),
      isDefault: index === 0 && hasDefault,
      buttons: buttonsFor({ expression }),
    };
  });
  const unusable = refused.map(({ label, place, reason }): InputsItem => {
    return {
      label: `$(circle-slash) ${label}`,
      description: place,
      detail: vscode.l10n.t('Cannot be evaluated by itself: {0}.', reason),
    };
  });
  return [separator(vscode.l10n.t('Called in Other Files')), ...usable, ...unusable];
}

function generatedItem({ parameters }: ProfilableFunction, { reason }: GeneratedInputs, seed: InputsSeed): InputsItem {
  if (reason !== null)
    return { label: `$(circle-slash) ${vscode.l10n.t('From the parameter types')}`, detail: reason, alwaysShow: true };
  if (parameters.length === 0)
    return { label: vscode.l10n.t('{0} without arguments', countedCalls(seed.count)), inputs: { generated: seed } };
  return {
    label: vscode.l10n.t('{0} from the parameter types', countedItems(seed.count)),
    description: vscode.l10n.t('seed {0}', seed.seed),
    inputs: { generated: seed },
    buttons: [buttons.others, buttons.edit, buttons.team],
  };
}

function labelOf({ expression, file, generated, caller, recorded }: InputsChoice): string {
  if (recorded) return vscode.l10n.t('Recorded during {0}', recorded.command);
  if (caller) return `${caller.call}, ${caller.place}`;
  if (file !== undefined) return basename(file);
  if (generated)
    return vscode.l10n.t('{0} from the parameter types, seed {1}', countedItems(generated.count), generated.seed);
  const line = (expression ?? '').replace(/\s+/g, ' ');
  return line.length <= 80 ? line : `${line.slice(0, 77)}...`;
}

function buttonsFor({ expression }: InputsChoice): vscode.QuickInputButton[] {
  const canEdit = expression !== undefined && expression.length <= longestToEdit;
  return canEdit ? [buttons.edit, buttons.team] : [buttons.team];
}

function separator(label: string): InputsItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
