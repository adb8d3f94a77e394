import * as vscode from 'vscode';
import type { ProfilableFunction } from '../analysis/function-at.ts';
import { takesTuples } from '../analysis/takes-tuples.ts';
import type { AnalysisClient } from '../profile/analysis-client.ts';
import type { AskedInputs } from '../profile/resolve-inputs.ts';
import { untilAnswered } from '../profile/resolve-target.ts';
import type { ChosenFunction } from './choose-function.ts';

type Analysis = Pick<AnalysisClient, 'functions' | 'inputs'>;

/** Expressions that a person gave, by function, kept with the workspace. */
export class RememberedInputs {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  get(target: { file: string; name: string }): string | undefined {
    return this.#state.get<string>(key(target));
  }

  async set(target: { file: string; name: string }, expression: string | undefined): Promise<void> {
    await this.#state.update(key(target), expression);
  }
}

function key({ file, name }: { file: string; name: string }): string {
  return `inputs ${vscode.workspace.asRelativePath(file)}#${name}`;
}

/**
 * What the function will be called with: what was given for it before, else what the source offers, else an expression
 * that is asked for and remembered.
 * @param ask to ask in any case.
 * @returns `null` when the person gave none.
 */
export async function chooseInputs(
  analysis: Analysis,
  remembered: RememberedInputs,
  { target, text }: ChosenFunction,
  ask: boolean,
): Promise<Omit<AskedInputs, 'cwd'> | null> {
  const given = remembered.get(target);
  if (!ask && given !== undefined) return { expression: given, source: 'remembered' };
  const [offered] = await untilAnswered(() => analysis.inputs(target.file, text, target));
  if (!ask && offered) return {};

  const found = offered ? `Empty: as found in the source, ${offered.label}.` : 'Nothing was found in the source.';
  const expression = await vscode.window.showInputBox({
    title: `Inputs of ${target.name}`,
    prompt: `A TypeScript expression for the array of items, evaluated in the file. ${tuples(target)}${found}`,
    placeHolder: offered?.expression ?? example(target),
    value: given ?? offered?.expression ?? example(target),
    ignoreFocusOut: true,
    validateInput: (value) => validate(analysis, target, value, offered !== undefined),
  });
  if (expression === undefined) return null;
  const empty = expression.trim() === '' || expression.trim() === offered?.expression;
  await remembered.set(target, empty ? undefined : expression.trim());
  return empty ? {} : { expression: expression.trim(), source: 'argument' };
}

async function validate(
  analysis: Analysis,
  target: ProfilableFunction,
  value: string,
  mayBeEmpty: boolean,
): Promise<string | null> {
  if (value.trim() === '') return mayBeEmpty ? null : `Expected an array of items, for instance ${example(target)}`;
  // A name of its own, so that this question does not replace one about the file itself.
  const list = await analysis.functions(`${target.file}.inputs.ts`, `const items = (${value}\n);`);
  return list?.syntaxError ? `This does not parse: ${list.syntaxError.message}` : null;
}

function tuples(target: ProfilableFunction): string {
  return takesTuples(target.parameters) ? 'Each item is the list of arguments. ' : '';
}

/** Something to start from. */
function example({ parameters }: ProfilableFunction): string {
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
