import { describeRefusal } from '../profile/system-refusal.ts';

/** Exit code when Parallel Profiler itself or its machine failed, as in sysexits(3). */
export const failureCode = 70;

/** Describes an unexpected error in sentences, without a stack. */
export function describeFailure(error: unknown): string {
  const message = messageOf(error);
  const { syscall } = (typeof error === 'object' && error !== null ? error : {}) as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd' || message.includes('uv_cwd'))
    return 'The working directory no longer exists. Change to a folder that exists, and run the command again.';
  if (message.includes('uv_os_homedir'))
    return 'Your home folder is unknown. Set HOME, or XDG_CACHE_HOME, to a folder that can be written.';
  const refusal = describeRefusal(error);
  if (refusal !== null) return refusal;
  return `Internal error: ${message}. This is a bug in Parallel Profiler. Set PARALLEL_PROFILER_STACK=1 and run the command again for the details that a report of the bug needs.`;
}

/** Returns the stack of an unexpected error, if `PARALLEL_PROFILER_STACK` is set. */
export function stackOf(error: unknown): string {
  if ((process.env['PARALLEL_PROFILER_STACK'] ?? '') === '') return '';
  return error instanceof Error ? `\n${error.stack ?? ''}` : '';
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
