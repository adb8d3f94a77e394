import * as vscode from 'vscode';
import type { AskedInputs } from '../../profile/resolve-inputs.ts';

/** Inputs that the user chose, as plain data. Paths are absolute. */
export type InputsChoice = Omit<AskedInputs, 'cwd' | 'source'>;

interface Of {
  file: string;
  name: string;
}

/** Stores the inputs of each function in the workspace state. */
export class RememberedInputs {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  get(target: Of): InputsChoice | undefined {
    const value = this.#state.get<unknown>(key(target));
    // Version 0.1.0 stored only the expression.
    if (typeof value === 'string') return { expression: value };
    return typeof value === 'object' && value !== null ? value : undefined;
  }

  async set(target: Of, choice: InputsChoice | undefined): Promise<void> {
    await this.#state.update(key(target), choice);
  }
}

function key({ file, name }: Of): string {
  return `inputs ${vscode.workspace.asRelativePath(file)}#${name}`;
}
