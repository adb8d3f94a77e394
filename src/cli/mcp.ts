import { realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  fromJsonSchema,
  inputRequired,
  inputResponse,
  McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { callTool, type PendingRun, runsCodeOf, type ToolAnswer } from '../assistant/call-tool.ts';
import { Confirmations } from '../assistant/confirmations.ts';
import type { InputSchema } from '../assistant/input-schema.ts';
import { KeptResults } from '../assistant/kept-results.ts';
import type { Tool, ToolParts } from '../assistant/tool.ts';
import { tools } from '../assistant/tools.ts';
import { AnalysisClient } from '../profile/analysis-client.ts';
import type { McpCommand } from './commands.ts';
import { cacheFolder, compileCache, type Installation, readVersion } from './installation.ts';
import { UsageError } from './usage.ts';

const INSTRUCTIONS =
  'Decides by measurement whether a TypeScript or JavaScript function is faster in parallel. Method: list_functions, check_pitfalls, profile_function; read the factors with get_report; change one thing; measure again with compare_commits. Keeping a function serial is a result, not a failure.';

/** The argument that confirms a run in clients without a dialog. */
const confirmArgument = {
  type: 'string',
  description:
    'Token that an earlier call with the same arguments returned. Give it only after the user has read and confirmed what that call showed.',
} as const;

/**
 * Serves the tools over standard input and output until the client closes it.
 * @throws UsageError if a root is not a folder
 */
export async function mcp(command: McpCommand, installation: Installation): Promise<number> {
  const roots = await Promise.all((command.roots.length > 0 ? command.roots : ['.']).map(resolveRoot));
  await using analysis = new AnalysisClient(installation.analysis.thread, { compileCache: compileCache() });
  const closed = new AbortController();
  const parts = partsFor(roots, analysis, installation, closed.signal);
  const confirmations = new Confirmations();
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve).once('close', resolve);
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  const handle = serveStdio(() => {
    const server = new McpServer(
      { name: 'parallel-profiler', title: 'Parallel Profiler', version: readVersion(installation) },
      { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
    );
    for (const tool of tools) register(server, tool, parts, confirmations);
    return server;
  });
  await ended;
  closed.abort();
  await handle.close();
  return 0;
}

async function resolveRoot(root: string): Promise<string> {
  const folder = resolve(root);
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory())
    throw new UsageError(`--root expects a folder, found "${root}". Give the folder of your project.`);
  return await realpath(folder);
}

function partsFor(
  roots: readonly string[],
  analysis: AnalysisClient,
  installation: Installation,
  closed: AbortSignal,
): ToolParts {
  let last: Promise<unknown> = Promise.resolve();
  return {
    roots: () => roots,
    analysis,
    built: installation,
    pages: join(dirname(installation.packageFile), 'docs/pitfalls'),
    cacheFolder: cacheFolder(),
    environment: (_file, root) => ({
      cwd: root,
      workspace: root,
      node: {
        settingName: '--node',
        searchPath: process.env['PATH'] ?? null,
        own: { path: process.execPath, source: 'self' },
      },
    }),
    // Two measurements at once would distort each other, so the second one waits.
    measureAlone: (_name, signal, measure) => {
      const mine = last.then(() => measure(AbortSignal.any([signal, closed])));
      last = mine.catch(() => undefined);
      return mine;
    },
    kept: new KeptResults(),
  };
}

function register(server: McpServer, tool: Tool, parts: ToolParts, confirmations: Confirmations): void {
  const { title, description, annotations } = tool;
  const inputSchema = runsCodeOf(tool) ? withConfirm(tool.inputSchema) : tool.inputSchema;
  server.registerTool(
    tool.name,
    {
      title,
      description,
      annotations: { title, ...annotations },
      inputSchema: fromJsonSchema<Record<string, unknown>>(structuredClone(inputSchema) as object, {
        // The tools check their arguments themselves, for messages that say what to do.
        getValidator: () => (data: unknown) => ({ valid: true, data: data as never, errorMessage: undefined }),
      }),
    },
    async (input, context) => {
      const { confirm, ...given } = input;
      const called = await callTool(tool, runsCodeOf(tool) ? given : input, parts, context.mcpReq.signal);
      if (!('confirmation' in called)) return resultOf(called);
      const decision = decide(called, confirm, context, confirmations);
      if (decision === 'run') return resultOf(await called.run(context.mcpReq.signal));
      if (decision === 'refuse')
        return resultOf({
          text: 'Nothing ran: the user did not confirm it. Ask the user what to do instead of calling again.',
          isError: true,
        });
      const token = confirmations.issue(called.digest);
      if (!canAsk(server, context)) return resultOf({ text: askForToken(called, token, decision), isError: true });
      return inputRequired({
        inputRequests: {
          confirm: inputRequired.elicit({
            message: called.confirmation,
            requestedSchema: {
              type: 'object',
              properties: { run: { type: 'boolean', title: 'Run it', description: 'Runs the code shown above.' } },
              required: ['run'],
            },
          }),
        },
        requestState: token,
      });
    },
  );
}

function withConfirm(schema: InputSchema): InputSchema {
  return { ...schema, properties: { ...schema.properties, confirm: confirmArgument } };
}

/** `changed`: confirmed, but something else would run now. */
type Decision = 'run' | 'refuse' | 'ask' | 'changed';

function decide(
  { digest }: PendingRun,
  confirm: unknown,
  { mcpReq }: ServerContext,
  confirmations: Confirmations,
): Decision {
  const response = inputResponse(mcpReq.inputResponses, 'confirm');
  if (response.kind === 'elicit') {
    if (response.action !== 'accept' || response.content?.['run'] !== true) return 'refuse';
    return confirmations.redeem(mcpReq.requestState<string>() ?? '', digest) ? 'run' : 'changed';
  }
  if (confirm === undefined || confirm === null) return 'ask';
  return confirmations.redeem(typeof confirm === 'string' ? confirm : '', digest) ? 'run' : 'changed';
}

/** Returns whether the client can show a dialog to the user. */
function canAsk(server: McpServer, { mcpReq }: ServerContext): boolean {
  const capabilities =
    (mcpReq.envelope as Record<string, ClientCapabilities | undefined> | undefined)?.[CLIENT_CAPABILITIES_META_KEY] ??
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way for clients of the 2025 protocol
    server.server.getClientCapabilities();
  const elicitation = capabilities?.elicitation;
  return elicitation !== undefined && (elicitation.form !== undefined || !('url' in elicitation));
}

function askForToken({ confirmation }: PendingRun, token: string, decision: Decision): string {
  const why =
    decision === 'changed'
      ? 'Nothing ran: the token is not for this run, or the code has changed.'
      : 'Nothing ran yet.';
  return `${why} Show this to the user, and call again with the same arguments and "confirm": "${token}" only if they agree:\n\n${confirmation}`;
}

function resultOf({ text, isError }: ToolAnswer): { content: { type: 'text'; text: string }[]; isError?: boolean } {
  return { content: [{ type: 'text', text }], ...(isError ? { isError } : {}) };
}
