import type { AnalysisClient } from '../../profile/analysis-client.ts';
import type { InputsPreview } from '../../profile/preview-inputs.ts';
import type { Programs } from '../../profile/built-files.ts';
import { ProfileError } from '../../profile/profile-error.ts';
import { countedItems } from './counted-inputs.ts';
import type { ChosenFunction } from '../run/choose-function.ts';
import type { InputsChoice } from './remembered-inputs.ts';
import type { RunGate } from '../run/run-gate.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';

/** Long enough to load a module and create items while the user waits. */
const limitMs = 8_000;

export interface PreviewerParts {
  analysis: Pick<AnalysisClient, 'inputs' | 'callers' | 'generateInputs' | 'resolveImports' | 'decoratorMetadata'>;
  programs: Programs;
  cacheFolder: string;
  gate: RunGate;
}

/** Evaluates inputs in a separate process, which is killed after a time limit. */
export class InputsPreviewer {
  readonly #parts: PreviewerParts;

  constructor(parts: PreviewerParts) {
    this.#parts = parts;
  }

  async preview(
    { target, text, origin }: ChosenFunction,
    choice: InputsChoice,
    signal: AbortSignal,
  ): Promise<InputsPreview> {
    const { analysis, programs, cacheFolder, gate } = this.#parts;
    // Evaluating inputs loads the user's module, which runs its code.
    const { file, name } = target;
    if (!(await gate.approve({ file, name, origin, inputs: null }))) return { status: 'cancelled' };
    const { cwd, node } = runEnvironmentOf(target.file);
    const { resolveInputs } = await import('../../profile/resolve-inputs.ts');
    const { previewInputs } = await import('../../profile/preview-inputs.ts');
    try {
      const inputs = await resolveInputs(analysis, text, target, { ...choice, cwd });
      return await previewInputs({ analysis, target, inputs, cwd, node, programs, cacheFolder, limitMs, signal });
    } catch (error) {
      if (error instanceof ProfileError) return { status: 'failed', message: error.message };
      throw error;
    }
  }
}

/** Returns `64 items: 0, 1, 2, 3, 4, …`. */
export function describePreview(preview: InputsPreview): string {
  if (preview.status === 'cancelled') return '';
  if (preview.status === 'failed') return preview.message;
  const { count, items } = preview;
  return `${countedItems(count)}: ${items.join(', ')}${count > items.length ? ', …' : ''}`;
}
