/** Limits of the machine, by the code of the operating system, and how to raise them. */
const limits: Readonly<Record<string, string>> = {
  EMFILE: 'Too many files are open: raise the limit with "ulimit -n 1024", or use fewer workers.',
  ENFILE: 'Too many files are open on this machine: end other programs.',
  EAGAIN: 'Too many processes or threads: end other programs, raise the limit with "ulimit -u", or use fewer workers.',
  ENOMEM: 'Memory is used up: end other programs, raise the limit of the container, or use fewer workers.',
};

/** Returns how to raise the limit of the machine that an error is about; empty for any other error. */
export function adviceFor({ code = '', message }: NodeJS.ErrnoException): string {
  // Node's errors of threads have the code of the operating system in their message only.
  const name = Object.keys(limits).find((one) => one === code || message.includes(one));
  return name === undefined ? '' : (limits[name] ?? '');
}
