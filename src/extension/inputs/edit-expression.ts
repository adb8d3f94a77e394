import * as vscode from 'vscode';
import type { ProfilableFunction } from '../../analysis/functions/function-at.ts';
import { readSpread, takesTuples } from '../../analysis/functions/takes-tuples.ts';
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
 * Asks for an expression and previews its value while the user types. An expression with calls is evaluated only after
 * Enter, because an incomplete one may call something else.
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
  /** Returns whether the text is an expression that has a value, as far as it was evaluated. */
  const check = async (signal: AbortSignal, isAccepted = false): Promise<boolean> => {
    // The text has changed since.
    const isStale = (): boolean => signal.aborted;
    const expression = box.value.trim();
    const { problem, calls } = await readExpression(editing.analysis, target, expression, signal);
    if (isStale()) return false;
    if (problem !== null) {
      show(problem, vscode.InputBoxValidationSeverity.Error);
      return false;
    }
    if (calls && !isAccepted) {
      show(vscode.l10n.t('Press Enter to evaluate and use the expression.'), vscode.InputBoxValidationSeverity.Info);
      return true;
    }
    show(vscode.l10n.t('Evaluating …'), vscode.InputBoxValidationSeverity.Info);
    const preview = await editing.previewer.preview(editing.chosen, { expression }, signal);
    if (isStale()) return false;
    if (preview.status === 'cancelled') return false;
    const failed = preview.status === 'failed';
    show(
      describePreview(preview),
      failed ? vscode.InputBoxValidationSeverity.Error : vscode.InputBoxValidationSeverity.Info,
    );
    return !failed;
  };
  const fail = (error: unknown): void =>
    show(error instanceof Error ? error.message : String(error), vscode.InputBoxValidationSeverity.Error);
  const checkSoon = (): void => {
    look.abort();
    look = new AbortController();
    clearTimeout(timer);
    state.obstacle = null;
    const { signal } = look;
    timer = setTimeout(() => {
      check(signal).catch((error: unknown) => {
        if (!signal.aborted) fail(error);
      });
    }, restMs);
  };

  try {
    return await new Promise((resolve) => {
      box.onDidChangeValue(checkSoon);
      box.onDidTriggerButton(() => resolve('back'));
      box.onDidHide(() => resolve(null));
      box.onDidAccept(() => {
        if (state.obstacle !== null) return;
        look.abort();
        look = new AbortController();
        clearTimeout(timer);
        const { signal } = look;
        const expression = box.value.trim();
        check(signal, true).then(
          (isGood) => {
            if (isGood) resolve({ expression });
          },
          (error: unknown) => {
            if (!signal.aborted) fail(error);
          },
        );
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

/** Returns what is wrong with the text of an expression, and whether the expression calls something. */
async function readExpression(
  analysis: Editing['analysis'],
  target: ProfilableFunction,
  expression: string,
  signal: AbortSignal,
): Promise<{ problem: string | null; calls: boolean }> {
  if (expression === '')
    return { problem: vscode.l10n.t('Expected an array of items, such as {0}', exampleInputs(target)), calls: false };
  // The file extension makes it TypeScript, whatever the language of the function's file.
  const { syntaxError, functions } = await analysis.functions(
    `${target.file}.inputs.ts`,
    `const items = async () => (${readSpread(expression).expression}\n);`,
    signal,
  );
  const problem = syntaxError ? vscode.l10n.t('Syntax error: {0}', syntaxError.message) : null;
  return { problem, calls: functions.some(({ name, hasWork }) => name === 'items' && hasWork) };
}

function titleFor({ name: functionName, parameters }: ProfilableFunction): string {
  const names = parameters.map(({ name, rest }) => (rest ? `...${name}` : name)).join(', ');
  return takesTuples(parameters)
    ? vscode.l10n.t('Inputs of {0}: an array of argument lists [{1}]', functionName, names)
    : vscode.l10n.t('Inputs of {0}: an array', functionName);
}

/** Returns an example expression to start from. */
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
