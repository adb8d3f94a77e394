// The six demo functions as an assistant meets them: each verdict in at most four calls to the MCP server.
import { join } from 'node:path';
import { McpClient } from '../cli/mcp-client.ts';
import { findVerdict } from '../cli/mcp-journey.ts';

const pools = { budgetSeconds: 3, strategies: ['serial', 'threads'], workers: [2] };
const journeys: [target: string, choices: Record<string, unknown>, verdict: RegExp, problem: RegExp][] = [
  ['module-state.ts#nextTicket', pools, /^Keep it serial\. .*results differ/, /module-state/],
  ['class-instance.ts#areaOf', pools, /^Keep it serial\. .*failed with/, /class|method/],
  ['callback-argument.ts#totalPrice', pools, /^Keep it serial\. .*cannot run in a pool/, /function/],
  ['exits-the-process.ts#doubleOrExit', pools, /^No verdict\./, /process-exit/],
  [
    'power.ts#power',
    { ...pools, budgetSeconds: 12, inputsCount: 100_000 },
    /^Keep it serial\./,
    /findings|small|overhead|copy/,
  ],
  ['wait-for-reply.ts#waitForReply', { budgetSeconds: 30, strategies: ['serial', 'async'] }, /^Parallel pays\./, /[^]/],
];

await using client = await McpClient.start([join(import.meta.dirname, '../workspace')]);
for (const [target, choices, verdict, problem] of journeys) {
  const journey = await findVerdict(client, target, choices);
  const isRight = verdict.test(journey.verdict) && problem.test(journey.problem);
  const longest = Math.max(...journey.answers.map((text) => text.length));
  const [first = ''] = journey.verdict.split('\n');
  console.log(
    `${isRight ? 'right' : 'WRONG'}  ${target}, ${journey.answers.length} calls, at most ${longest} characters: ${first}`,
  );
  if (!isRight) process.exitCode = 1;
}
