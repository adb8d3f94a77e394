import { counted } from './numbers-in-words.ts';

/** Node's names for resources that keep a process alive, in words; others keep Node's name. */
const words: Readonly<Record<string, readonly [one: string, many: string]>> = {
  Timeout: ['timer', 'timers'],
  Immediate: ['immediate', 'immediates'],
  TCPSocketWrap: ['TCP socket', 'TCP sockets'],
  TCPServerWrap: ['listening server', 'listening servers'],
  ConnectWrap: ['connection under way', 'connections under way'],
  TCPConnectWrap: ['connection under way', 'connections under way'],
  TLSWrap: ['TLS connection', 'TLS connections'],
  UDPWrap: ['UDP socket', 'UDP sockets'],
  PipeWrap: ['pipe', 'pipes'],
  PipeServerWrap: ['listening pipe', 'listening pipes'],
  ProcessWrap: ['child process', 'child processes'],
  FSEventWrap: ['file watcher', 'file watchers'],
  StatWatcher: ['file watcher', 'file watchers'],
  FSReqCallback: ['file operation under way', 'file operations under way'],
  FSReqPromise: ['file operation under way', 'file operations under way'],
  GetAddrInfoReqWrap: ['DNS lookup under way', 'DNS lookups under way'],
  MessagePort: ['message port', 'message ports'],
};

/** `3 timers and 1 child process`, the most numerous first. */
export function describeOpenResources(resources: readonly { kind: string; count: number }[]): string {
  const byWord = new Map<string, { many: string; count: number }>();
  for (const { kind, count } of resources) {
    const [one, many] = words[kind] ?? [kind, kind];
    byWord.set(one, { many, count: (byWord.get(one)?.count ?? 0) + count });
  }
  const parts = [...byWord]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([one, { many, count }]) => counted(count, one, many));
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
