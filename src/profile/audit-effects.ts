import type { Audit } from '../model/audit.ts';
import type { Plan } from '../model/plan.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { RunnableModule } from '../engine/protocol.ts';
import type { Programs } from './built-files.ts';
import { runEngine } from './engine-client.ts';
import type { NodeProgram } from './find-node.ts';

/** Longest time that loading, the inputs or one call may take in an audit, in s. */
const LIMIT_SECONDS = 10;

/**
 * Calls the function once with the items, serially, and lists the files it writes, the programs it starts and the hosts it
 * connects to, so that a person can decide before that happens many times. Code that cannot have such effects is not called.
 */
export async function auditEffects(
  plan: Plan,
  module: RunnableModule,
  {
    node,
    programs,
    cwd,
    signal,
  }: { node: NodeProgram; programs: Programs; cwd: string; signal: AbortSignal | undefined },
): Promise<Audit> {
  if (!module.mayHaveEffects) return { status: 'notNeeded' };
  const limited = { ...plan, timeLimitSeconds: Math.min(LIMIT_SECONDS, plan.timeLimitSeconds) };
  const events: RunEvent[] = [];
  const end = await runEngine({
    node,
    engine: programs.engine,
    request: { type: 'audit', plan: limited, module, programs, nodeSource: node.source, cwd },
    signal,
    onEvent: (event) => events.push(event),
  });
  for (const event of events) {
    if (event.type === 'audited') return event.audit;
    if (event.type === 'failed') return { status: 'failed', message: event.message };
  }
  return { status: 'failed', message: end.how === 'crashed' ? end.message : 'the pass did not end.' };
}
