import * as vscode from 'vscode';
import type { ProfilableFunction } from '../../analysis/functions/function-at.ts';
import { takesTuples } from '../../analysis/functions/takes-tuples.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import type { ChosenFunction } from '../run/choose-function.ts';
import { describePreview, type InputsPreviewer } from './inputs-previewer.ts';

/** Delay after the last key press. */
const restMs = 400;

interface Editing {
  analysis: Pick<AnalysisClient, 'functions'>;
  previewer: InputsPreviewer;
  chosen: ChosenFunction;
  /** Initial text. */
  value: string;
}

/**
 * Asks for an expression and previews its value while the user types.
 * @returns `back` for the previous list, `null` if the user cancels
 */
export async function editExpression(editing: Editing): Promise<{ expression: string } | 'back' | null> {
  const { target } = editing.chosen;
  const box = vscode.window.createInputBox();
  // The preview replaces the prompt; the title stays.
  box.title = titleFor(target);
  box.prompt = vscode.l10n.t(
    "A TypeScript expression, evaluated in the file. It can use the file's declarations and imports.",
  );
  box.placeholder = exampleInputs(target);
  // The box has one line.
  box.value = editing.value.replace(/\s*\n\s*/g, ' ');
  box.ignoreFocusOut = true;
  box.buttons = [vscode.QuickInputButtons.Back];
  let look = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const state: { obstacle: string | null } = { obstacle: null };

  const show = (message: string, severity: vscode.InputBoxValidationSeverity): void => {
    state.obstacle = severity === vscode.InputBoxValidationSeverity.Error ? message : null;
    box.validationMessage = { message, severity };
  };
  const check = async (signal: AbortSignal): Promise<void> => {
    // The text has changed since.
    const isStale = (): boolean => signal.aborted;
    const expression = box.value.trim();
    const syntax = await syntaxProblem(editing.analysis, target, expression, signal);
    if (isStale()) return;
    if (syntax !== null) {
      show(syntax, vscode.InputBoxValidationSeverity.Error);
      return;
    }
    show(vscode.l10n.t('Evaluating …'), vscode.InputBoxValidationSeverity.Info);
    const preview = await editing.previewer.preview(editing.chosen, { expression }, signal);
    if (isStale()) return;
    const failed = preview.status === 'failed';
    show(
      describePreview(preview),
      failed ? vscode.InputBoxValidationSeverity.Error : vscode.InputBoxValidationSeverity.Info,
    );
  };
  const checkSoon = (): void => {
    look.abort();
    look = new AbortController();
    clearTimeout(timer);
    state.obstacle = null;
    const { signal } = look;
    timer = setTimeout(() => {
      check(signal).catch((error: unknown) => {
        if (!signal.aborted)
          show(error instanceof Error ? error.message : String(error), vscode.InputBoxValidationSeverity.Error);
      });
    }, restMs);
  };

  try {
    return await new Promise((resolve) => {
      box.onDidChangeValue(checkSoon);
      box.onDidTriggerButton(() => resolve('back'));
      box.onDidHide(() => resolve(null));
      box.onDidAccept(async () => {
        const expression = box.value.trim();
        const syntax = state.obstacle ?? (await syntaxProblem(editing.analysis, target, expression));
        if (syntax === null) resolve({ expression });
        else show(syntax, vscode.InputBoxValidationSeverity.Error);
      });
      box.show();
      checkSoon();
    });
  } finally {
    clearTimeout(timer);
    look.abort();
    box.dispose();
  }
}

async function syntaxProblem(
  analysis: Editing['analysis'],
  target: ProfilableFunction,
  expression: string,
  signal?: AbortSignal,
): Promise<string | null> {
  if (expression === '') return vscode.l10n.t('Expected an array of items, such as {0}', exampleInputs(target));
  // The extension makes it TypeScript, whatever the file is.
  const { syntaxError } = await analysis.functions(
    `${target.file}.inputs.ts`,
    `const items = (${expression}\n);`,
    signal,
  );
  return syntaxError ? vscode.l10n.t('Syntax error: {0}', syntaxError.message) : null;
}

function titleFor({ name: functionName, parameters }: ProfilableFunction): string {
  const names = parameters.map(({ name, rest }) => (rest ? `...${name}` : name)).join(', ');
  return takesTuples(parameters)
    ? vscode.l10n.t('Inputs of {0}: an array of argument lists [{1}]', functionName, names)
    : vscode.l10n.t('Inputs of {0}: an array', functionName);
}

/** Returns an expression to start from. */
export function exampleInputs({ parameters }: ProfilableFunction): string {
  if (takesTuples(parameters)) return `[[${parameters.map((parameter) => valueOf(parameter.type)).join(', ')}]]`;
  const value = valueOf(parameters[0]?.type);
  return value === '1' ? '[1, 2, 3]' : `[${value}]`;
}

function valueOf(type: string | undefined): string {
  if (type === undefined || /^(number|any|unknown)\b/.test(type)) return '1';
  if (/^string\b/.test(type)) return `'text'`;
  if (/^bigint\b/.test(type)) return '1n';
  if (/^boolean\b/.test(type)) return 'true';
  return /(\[\]|^(readonly )?Array<.*>|^\[.*\])$/.test(type) ? '[]' : '{}';
}
