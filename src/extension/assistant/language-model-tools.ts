import * as vscode from 'vscode';
import { callTool, type PendingRun, runsCodeOf, type ToolAnswer } from '../../assistant/call-tool.ts';
import { tools } from '../../assistant/tools.ts';
import type { Tool, ToolName, ToolParts } from '../../assistant/tool.ts';
import { abortSignal } from '../editor/abort-signal.ts';

/** Runs that were shown and may start; the oldest goes first. */
const MOST_SHOWN = 64;

/** One tool as the editor's language models call it. The editor shows the confirmation. */
export class LanguageModelTool implements vscode.LanguageModelTool<object> {
  readonly #tool: Tool;
  readonly #parts: ToolParts;
  /** Digests of the runs that the editor showed to the user. */
  readonly #shown = new Set<string>();

  constructor(name: ToolName, parts: ToolParts) {
    const tool = tools.find((each) => each.name === name);
    if (!tool) throw new Error(`There is no tool named ${name}.`);
    this.#tool = tool;
    this.#parts = parts;
  }

  /** Returns what the editor asks the user: for a run, all of it; nothing for a call that runs nothing. */
  async prepareInvocation(
    { input }: vscode.LanguageModelToolInvocationPrepareOptions<object>,
    token: vscode.CancellationToken,
  ): Promise<vscode.PreparedToolInvocation> {
    const { title } = this.#tool;
    const invocationMessage = vscode.l10n.t('Parallel Profiler: {0}', title);
    const called = runsCodeOf(this.#tool) ? await this.#call(input, token) : null;
    if (called === null || !('confirmation' in called)) return { invocationMessage };
    this.#shown.add(called.digest);
    for (const oldest of [...this.#shown].slice(0, -MOST_SHOWN)) this.#shown.delete(oldest);
    const message = new vscode.MarkdownString().appendCodeblock(called.confirmation, 'text');
    return { invocationMessage, confirmationMessages: { title, message } };
  }

  /** Answers; starts only a run that `prepareInvocation` showed, and only once. */
  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<object>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const called = await this.#call(input, token);
    if (!('confirmation' in called)) return resultOf(called);
    if (!this.#shown.delete(called.digest))
      return resultOf({
        text: 'Nothing ran: the user has not confirmed this run, or the code has changed since. Call again.',
        isError: true,
      });
    return resultOf(await called.run(abortSignal(token)));
  }

  async #call(input: object, token: vscode.CancellationToken): Promise<ToolAnswer | PendingRun> {
    if (runsCodeOf(this.#tool) && !vscode.workspace.isTrusted)
      return {
        text: 'Nothing ran: this workspace is in Restricted Mode. Ask the user to trust it; list_functions, check_pitfalls and get_report work without.',
        isError: true,
      };
    return await callTool(this.#tool, input, this.#parts, abortSignal(token));
  }
}

function resultOf({ text }: ToolAnswer): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}
