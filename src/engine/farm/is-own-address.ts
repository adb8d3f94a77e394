import { hostname, networkInterfaces } from 'node:os';

/** Returns whether a Redis address is of this machine. */
export function isOwnAddress(redis: string): boolean {
  if (!URL.canParse(redis)) return false;
  const host = new URL(redis).hostname.replace(/^\[(.*)\]$/, '$1');
  if (host === '' || host === 'localhost' || host === '::1' || host.startsWith('127.') || host === hostname())
    return true;
  return Object.values(networkInterfaces()).some((list) => list?.some(({ address }) => address === host));
}
