/** Names that Node gives its profiles, and those of the recorder. */
const NAME = /(?:^|[\\/])CPU\.(?:\d{8}\.\d{6}\.)?(\d+)\.(\d+)(?:\.\d+)?\.cpuprofile$/;

/** Returns the process and the thread that a CPU profile is of, by the name of its file; `null` for other names. */
export function readCpuProfileName(file: string): { pid: number; threadId: number } | null {
  const [, pid, threadId] = NAME.exec(file) ?? [];
  return pid === undefined || threadId === undefined ? null : { pid: Number(pid), threadId: Number(threadId) };
}
