import * as vscode from 'vscode';
import type { AskedInputs } from '../../profile/resolve-inputs.ts';

/** Inputs as a person chose them; plain data. A path is absolute. */
export type InputsChoice = Omit<AskedInputs, 'cwd' | 'source'>;

interface Of {
  file: string;
  name: string;
}

/** Inputs that a person gave, by function, kept with the workspace. */
export class RememberedInputs {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  get(target: Of): InputsChoice | undefined {
    const value = this.#state.get<unknown>(key(target));
    // Version 0.1.0 remembered the expression alone.
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
