import { createHash } from 'node:crypto';
import { ProfileError } from '../profile/profile-error.ts';
import { revealCharacters } from '../report/reveal-characters.ts';
import { checkInput } from './input-schema.ts';
import { ToolError } from './tool-error.ts';
import type { PreparedRun, RunningTool, Tool, ToolParts } from './tool.ts';

/** The end of a call: an answer, or a refusal that says what to do next. */
export interface ToolAnswer {
  text: string;
  isError: boolean;
}

/** A run that waits for its confirmation. */
export interface PendingRun {
  /** Everything that runs, verbatim. */
  confirmation: string;
  /** Equal for two calls if the same code would run. */
  digest: string;
  run: (signal: AbortSignal) => Promise<ToolAnswer>;
}

/** Returns whether a tool runs code and must be confirmed. */
export function runsCodeOf(tool: Tool): tool is RunningTool {
  return 'prepare' in tool;
}

/** Answers a call of a tool that only reads, or prepares one that runs code. Every mistake becomes an answer. */
export async function callTool(
  tool: Tool,
  input: unknown,
  parts: ToolParts,
  signal: AbortSignal,
): Promise<ToolAnswer | PendingRun> {
  return await answering(async () => {
    const checked = checkInput(input, tool.inputSchema);
    if (runsCodeOf(tool)) return pending(tool, await tool.prepare(checked, parts));
    return { text: await tool.answer(checked, parts, signal), isError: false };
  });
}

function pending(tool: Tool, { confirmation, code, run }: PreparedRun): PendingRun {
  return {
    confirmation,
    digest: createHash('sha256')
      .update(JSON.stringify([tool.name, confirmation, code]))
      .digest('hex'),
    run: async (signal) => await answering(async () => ({ text: await run(signal), isError: false })),
  };
}

async function answering<Result>(action: () => Promise<Result>): Promise<Result | ToolAnswer> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ToolError || error instanceof ProfileError)
      return { text: revealCharacters(adapted(error.message), { keepLines: true }), isError: true };
    if (error instanceof Error && error.name === 'AbortError') return { text: 'Cancelled.', isError: true };
    throw error;
  }
}

/** Messages name options of the command line; here they are arguments. */
function adapted(message: string): string {
  return message
    .replaceAll('--inputs-generated', 'inputsGenerated')
    .replaceAll('--inputs-file', 'inputsFile')
    .replaceAll(/--inputs\b/g, 'inputs')
    .replaceAll(/--node\b/g, 'a Node.js on the PATH');
}
