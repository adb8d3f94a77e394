/** Exit code when Parallel Profiler itself or its machine failed, as in sysexits(3). */
export const failureCode = 70;

/** Advice by the code of the operating system. */
const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full: free some space, or move the output, XDG_CACHE_HOME and TMPDIR to another one.',
  EDQUOT: 'Your disk quota is used up: free some space, or move the output, XDG_CACHE_HOME and TMPDIR elsewhere.',
  EROFS: 'Set XDG_CACHE_HOME and TMPDIR to folders that can be written.',
  EACCES: 'Allow access to it, or set XDG_CACHE_HOME and TMPDIR to folders that can be written.',
  EPERM: 'Allow access to it, or set XDG_CACHE_HOME and TMPDIR to folders that can be written.',
  ENOTDIR: 'A file has the name of a folder that is needed: remove it, or set XDG_CACHE_HOME to another folder.',
  EEXIST: 'A file has the name of a folder that is needed: remove it, or set XDG_CACHE_HOME to another folder.',
  ELOOP: 'Remove the loop of symbolic links.',
  EMFILE: 'Too many files are open: raise the limit with "ulimit -n 1024".',
  ENFILE: 'Too many files are open on this machine: end other programs.',
  EAGAIN: 'Too many processes or threads: end other programs, or raise the limit with "ulimit -u".',
  ENOMEM: 'Memory is used up: end other programs, or raise the limit of the container.',
};

/** Describes an unexpected error in sentences, without a stack. */
export function describeFailure(error: unknown): string {
  const message = messageOf(error);
  const { code, syscall } = (typeof error === 'object' && error !== null ? error : {}) as NodeJS.ErrnoException;
  if (syscall === 'uv_cwd' || message.includes('uv_cwd'))
    return 'The working directory no longer exists. Change to a folder that exists, and run the command again.';
  if (message.includes('uv_os_homedir'))
    return 'Your home folder is unknown. Set HOME, or XDG_CACHE_HOME, to a folder that can be written.';
  // Node's errors of threads have the code of the operating system in their message only.
  const known = Object.keys(advice).find((name) => name === code || message.endsWith(`: ${name}`));
  if (known !== undefined || (typeof code === 'string' && syscall !== undefined))
    return `The system refused an operation: ${message}. ${advice[known ?? ''] ?? 'Correct this, and run the command again.'}`;
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
