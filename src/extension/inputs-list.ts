import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { GeneratedInputs } from '../analysis/protocol.ts';
import type { InputsCandidate, InputsSeed } from '../model/inputs.ts';
import type { TeamProfile } from '../model/team-file.ts';
import type { ProfilableFunction } from '../analysis/function-at.ts';
import { counted } from '../report/numbers-in-words.ts';
import type { InputsChoice } from './remembered-inputs.ts';

/** All that there is to choose from for a function. */
export interface InputsOffer {
  target: ProfilableFunction;
  remembered: InputsChoice | undefined;
  team: TeamProfile | null;
  found: readonly InputsCandidate[];
  generated: GeneratedInputs;
  seed: InputsSeed;
  /** How many items were asked for; `undefined`: as many as there are. */
  count: number | undefined;
}

/** A line of the list. Without `inputs` and `action` it only tells something. */
export interface InputsItem extends vscode.QuickPickItem {
  inputs?: InputsChoice;
  /** Taken when nobody asks: nothing has to be remembered. */
  isDefault?: boolean;
  action?: 'write' | 'file' | 'count';
}

export const buttons = {
  edit: { iconPath: new vscode.ThemeIcon('edit'), tooltip: 'Edit as Expression' },
  team: { iconPath: new vscode.ThemeIcon('organization'), tooltip: 'Save These Inputs for the Team' },
  others: { iconPath: new vscode.ThemeIcon('refresh'), tooltip: 'Generate Others' },
};

/** Longer expressions do not fit into a line to edit. */
const longestToEdit = 5_000;

/** The lines of the list, best first. */
export function listInputs({ target, remembered, team, found, generated, seed, count }: InputsOffer): InputsItem[] {
  const limited = (inputs: InputsChoice): InputsChoice => (count === undefined ? inputs : { ...inputs, count });
  const ofTeam = team && choiceOf(team);
  const items: InputsItem[] = [];
  if (remembered) {
    items.push(separator('Remembered'), {
      label: labelOf(remembered),
      description: remembered.count === undefined ? 'as the last time' : `as the last time, ${remembered.count} items`,
      inputs: limited(remembered),
      buttons: buttonsFor(remembered),
    });
  }
  if (ofTeam) {
    const isDefault = count === undefined;
    const inputs = limited(ofTeam);
    items.push(separator('From .vscode/parallel-profiler.json'), { label: labelOf(ofTeam), inputs, isDefault });
  }
  if (found.length > 0) items.push(separator(`Found in ${basename(target.file)}`));
  for (const [index, { expression, spread, label, calls }] of found.entries()) {
    items.push({
      label,
      ...(calls > 1 ? { description: `${calls} calls` } : {}),
      inputs: limited({ expression, spread }),
      isDefault: index === 0 && !ofTeam && count === undefined,
      buttons: buttonsFor({ expression }),
    });
  }
  items.push(separator('Generated'), generatedItem(target, generated, count === undefined ? seed : { ...seed, count }));
  items.push(
    separator('Others'),
    { label: '$(edit) Write an Expression …', action: 'write', alwaysShow: true },
    { label: '$(json) Choose a JSON File …', action: 'file', alwaysShow: true },
    {
      label: '$(list-ordered) How Many Items …',
      description: count === undefined ? 'as many as there are' : counted(count, 'item'),
      action: 'count',
      alwaysShow: true,
    },
  );
  return items;
}

/** The inputs that a team's file gives for a function; `null` where it leaves them open. */
export function choiceOf({ inputs, inputsFile, generated, count }: TeamProfile): InputsChoice | null {
  const limit = count === undefined ? {} : { count };
  if (inputs !== undefined) return { expression: inputs, ...limit };
  if (inputsFile !== undefined) return { file: inputsFile, ...limit };
  return generated ? { generated: { count: generated.count, seed: generated.seed ?? 1 }, ...limit } : null;
}

function generatedItem({ parameters }: ProfilableFunction, { reason }: GeneratedInputs, seed: InputsSeed): InputsItem {
  if (reason !== null) return { label: '$(circle-slash) From the parameter types', detail: reason, alwaysShow: true };
  if (parameters.length === 0)
    return { label: `${counted(seed.count, 'call')} without arguments`, inputs: { generated: seed } };
  return {
    label: `${counted(seed.count, 'item')} from the parameter types`,
    description: `seed ${seed.seed}`,
    inputs: { generated: seed },
    buttons: [buttons.others, buttons.edit, buttons.team],
  };
}

function labelOf({ expression, file, generated }: InputsChoice): string {
  if (file !== undefined) return basename(file);
  if (generated) return `${counted(generated.count, 'item')} from the parameter types, seed ${generated.seed}`;
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
