import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Report } from '../../model/report.ts';
import { ProfileError } from '../../profile/profile-error.ts';
import type { AskedInputs } from '../../profile/resolve-inputs.ts';
import { singleItemExpression } from '../../report/single-item.ts';
import { plainNotice } from '../run/plain-notice.ts';

/**
 * The inputs of a report cut down to one item.
 * @param item counted from 0
 * @throws ProfileError when there is no such item any more
 */
export async function itemInputs(inputs: Report['inputs'], item: number): Promise<Omit<AskedInputs, 'cwd'>> {
  const expression = singleItemExpression(inputs, item) ?? (await itemOfFile(inputs, item));
  if (expression !== null) return { expression, spread: inputs.spread };
  throw new ProfileError(
    'inputs',
    vscode.l10n.t(
      'Item {0} cannot be had by itself: {1} holds no such item any more.',
      item,
      inputs.file === null ? vscode.l10n.t('the inputs') : plainNotice(inputs.file),
    ),
  );
}

/** JSON is an expression too, apart from what `__proto__` means in one. */
async function itemOfFile({ file }: Report['inputs'], item: number): Promise<string | null> {
  if (file === null) return null;
  const items = JSON.parse(await readFile(file, 'utf8')) as unknown;
  if (!Array.isArray(items) || items.length === 0) return null;
  return `[JSON.parse(${JSON.stringify(JSON.stringify(items[item % items.length]))})]`;
}
