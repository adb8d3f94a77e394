import * as vscode from 'vscode';
import { buttons, type InputsItem } from './inputs-list.ts';
import { describePreview } from './inputs-previewer.ts';
import type { InputsPreview } from '../../profile/preview-inputs.ts';
import type { InputsChoice } from './remembered-inputs.ts';

/** The user's answer to the list. */
export type InputsAnswer = { do: 'take' | 'edit' | 'team' | 'others'; item: InputsItem } | null;

interface Showing {
  title: string;
  items: InputsItem[];
  /** Previews evaluated so far, by choice: the list reopens after each step. */
  previews: Map<string, string>;
  preview: (inputs: InputsChoice, signal: AbortSignal) => Promise<InputsPreview>;
}

/** Shows the list of inputs and evaluates them one after another to preview their first items. */
export async function pickInputs({ title, items, previews, preview }: Showing): Promise<InputsAnswer> {
  const pick = vscode.window.createQuickPick<InputsItem>();
  const closing = new AbortController();
  pick.title = title;
  pick.placeholder = vscode.l10n.t('Choose inputs');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  const show = (): void => {
    const [active] = pick.activeItems;
    for (const item of items) {
      // Reserved from the start, so that no line moves under the mouse.
      if (item.inputs) item.detail = previews.get(keyOf(item.inputs)) ?? vscode.l10n.t('Evaluating …');
    }
    pick.keepScrollPosition = true;
    pick.items = items;
    if (active) pick.activeItems = [active];
  };
  const evaluateAll = async (): Promise<void> => {
    for (const { inputs } of items) {
      if (!inputs || previews.has(keyOf(inputs)) || closing.signal.aborted) continue;
      const found = await preview(inputs, closing.signal);
      if (found.status === 'cancelled') return;
      previews.set(keyOf(inputs), `${found.status === 'failed' ? '$(warning) ' : ''}${describePreview(found)}`);
      show();
    }
  };
  try {
    return await new Promise((resolve, reject) => {
      pick.onDidHide(() => resolve(null));
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        // An informational line cannot be accepted.
        if (item?.inputs || item?.action) resolve({ do: 'take', item });
      });
      pick.onDidTriggerItemButton(({ item, button }) => {
        if (button === buttons.edit) resolve({ do: 'edit', item });
        else resolve({ do: button === buttons.others ? 'others' : 'team', item });
      });
      show();
      pick.show();
      pick.busy = true;
      evaluateAll().then(() => (pick.busy = false), reject);
    });
  } finally {
    closing.abort();
    pick.dispose();
  }
}

function keyOf(inputs: InputsChoice): string {
  return JSON.stringify(inputs);
}
