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

/** Returns how to correct what an error of the operating system is about; empty for any other error. */
export function adviceFor(error: unknown): string {
  return knownCode(error) === undefined ? '' : (advice[knownCode(error) ?? ''] ?? '');
}

/** Describes an error of the operating system in sentences; returns `null` for any other error. */
export function describeRefusal(error: unknown): string | null {
  const { code, syscall } = fieldsOf(error);
  if (knownCode(error) === undefined && (typeof code !== 'string' || syscall === undefined)) return null;
  const message = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  return `The system refused an operation: ${message}. ${adviceFor(error) || 'Correct this, and run the command again.'}`;
}

function knownCode(error: unknown): string | undefined {
  const { code, message = '' } = fieldsOf(error);
  // Node's errors of threads have the code of the operating system in their message only.
  return Object.keys(advice).find((name) => name === code || message.replace(/\.$/, '').endsWith(`: ${name}`));
}

function fieldsOf(error: unknown): Partial<NodeJS.ErrnoException> {
  return typeof error === 'object' && error !== null ? error : {};
}
