import type { CalledTool, McpClient } from './mcp-client.ts';

/** Fast answers, for verdicts that no speed decides. */
export const quick = { budgetSeconds: 0.5, strategies: ['serial', 'threads'], workers: [2] };

/** Returns the token of an answer that asks for a confirmation. */
export function tokenIn({ text }: CalledTool): string {
  return /"confirm": "([\w-]+)"/.exec(text)?.[1] ?? '';
}

/** Profiles a function as an assistant does, in four calls. */
interface Journey {
  answers: string[];
  /** The answer of the confirmed run. */
  verdict: string;
  /** The pitfalls and the findings of the run. */
  problem: string;
}

/** Checks, profiles (asked, then confirmed) and reads the findings of a demo function: `square.ts#square`. */
export async function findVerdict(
  client: McpClient,
  target: string,
  choices: Record<string, unknown> = quick,
): Promise<Journey> {
  const [file = '', name] = target.split('#');
  const place = { file: `src/${file}`, function: name };
  const asked = { ...place, ...choices };
  const pitfalls = await client.call('check_pitfalls', place);
  const shown = await client.call('profile_function', asked);
  const report = await client.call('profile_function', { ...asked, confirm: tokenIn(shown) });
  const findings = await client.call('get_report', { part: 'findings' });
  const answers = [pitfalls, shown, report, findings].map(({ text }) => text);
  return { answers, verdict: report.text, problem: `${pitfalls.text}\n${findings.text}` };
}
