import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const commandPath = join(import.meta.dirname, '../../dist/cli.mjs');

/** A JSON-RPC message, as far as the tests read it. */
interface Message {
  id?: number | string;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

/** The answer of a tool. */
export interface CalledTool {
  text: string;
  isError: boolean;
}

/** Answers a dialog of the server: what the user reads, and what they choose. */
export type Dialog = (message: string) => { action: 'accept' | 'decline'; content?: Record<string, unknown> };

/** A client that speaks to the built server over its standard input and output, without the SDK. */
export class McpClient implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, (message: Message) => void>();
  readonly #dialog: Dialog | null;
  #count = 0;

  private constructor(child: ChildProcess, dialog: Dialog | null) {
    this.#child = child;
    this.#dialog = dialog;
    if (!child.stdout) throw new Error('The server has no output.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.#receive(JSON.parse(line) as Message);
    });
  }

  /** Starts the server and says hello. @param dialog for a client that can ask its user */
  static async start(roots: readonly string[], dialog: Dialog | null = null): Promise<McpClient> {
    const args = ['mcp', ...roots.flatMap((root) => ['--root', root])];
    const child = spawn(process.execPath, [commandPath, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const client = new McpClient(child, dialog);
    await client.request('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: dialog ? { elicitation: {} } : {},
      clientInfo: { name: 'test', version: '1' },
    });
    client.#send({ method: 'notifications/initialized' });
    return client;
  }

  async request(method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> {
    const id = ++this.#count;
    const answer = new Promise<Message>((resolve) => this.#open.set(id, resolve));
    this.#send({ id, method, params });
    const { result, error } = await answer;
    if (!result) throw new Error(`${method}: ${error?.message ?? 'no result'}`);
    return result;
  }

  /** Calls a tool. */
  async call(name: string, args: Record<string, unknown>): Promise<CalledTool> {
    const result = await this.request('tools/call', { name, arguments: args });
    const content = result['content'] as { text: string }[];
    return { text: content.map(({ text }) => text).join('\n'), isError: result['isError'] === true };
  }

  /** Closes the connection and returns the exit code. */
  async close(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode;
    this.#child.stdin?.end();
    const [code] = (await once(this.#child, 'exit')) as [number | null];
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #receive(message: Message): void {
    if (message.method === 'elicitation/create') {
      const text = String(message.params?.['message']);
      this.#send({ id: message.id ?? 0, result: { ...this.#dialog?.(text) } });
    } else if (typeof message.id === 'number' && message.method === undefined) {
      this.#open.get(message.id)?.(message);
      this.#open.delete(message.id);
    }
  }

  #send(message: Message): void {
    this.#child.stdin?.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}
