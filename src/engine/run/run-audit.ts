import { auditArguments, canAudit } from '../host/effects-audit.ts';
import type { AuditRequest, FromEngine } from '../protocol.ts';
import { hostGuard } from './host-guard.ts';
import { baselineProcess } from './baseline.ts';
import { HostError } from './strategy-process.ts';

/** Later items are not called once a pass has taken so long. */
const PASS_MS = 1_000;

/** Calls the function serially in a process of its own and reports the side effects, before anything runs many times. */
export async function runAudit(request: AuditRequest, emit: (event: FromEngine) => void): Promise<void> {
  if (!canAudit()) {
    emit({ type: 'audited', audit: { status: 'unsupported', nodeVersion: process.version } });
    emit({ type: 'done' });
    return;
  }
  const host = baselineProcess(request, auditArguments);
  try {
    const { count } = await host.start(request.plan, request.programs, { atMostMs: 0 });
    const { items, tookMs, effects } = await host.ask({ type: 'audit', atMostMs: PASS_MS });
    const passMs = items > 0 ? (tookMs * count) / items : tookMs;
    emit({ type: 'audited', audit: { status: 'done', items, count, passMs, effects } });
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    emit({ type: 'audited', audit: { status: 'failed', message: error.message } });
  } finally {
    await host.end();
    await hostGuard.endStarted();
  }
  emit({ type: 'done' });
}
