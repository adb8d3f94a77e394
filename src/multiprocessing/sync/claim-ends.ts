import type { Cell } from './cell.ts';
import type { ChannelEnd } from './channel-operations.ts';
import { LocalCell } from './local-cell.ts';
import { reviveCell } from './revive-cell.ts';
import type { SharedTransport } from './shared-handle.ts';

/** One direction of a pipe. */
export type Channel = Cell<'channel'>;

/** The reservations of a connection on its way; none once its receiver holds it. */
export interface Tickets {
  inbound?: number;
  outbound?: number;
}

/**
 * Enters this worker as a holder of the pipe's ends in a transport, once. Called before the user's module is loaded: a worker
 * that dies or fails while it loads is then known to have held the end, and the pipe ends for whoever waits at the other.
 */
export function claimEnds(transport: SharedTransport): void {
  const { inbound, outbound } = (transport.data['tickets'] ?? {}) as Tickets;
  transport.data['tickets'] = {} satisfies Tickets;
  if (inbound !== undefined) attach(reviveCell(transport, 'inbound', 'channel'), 'reader', inbound);
  if (outbound !== undefined) attach(reviveCell(transport, 'outbound', 'channel'), 'writer', outbound);
}

/** Makes this worker a holder of the end, in place of a reservation if there is a ticket. */
export function attach(channel: Channel, end: ChannelEnd, ticket: number): void {
  if (channel instanceof LocalCell) channel.callSync('attach', [end, ticket]);
  // Not waited for: later calls go the same way and arrive behind it, and report a lost owner themselves.
  else void channel.call('attach', [end, ticket]).catch(() => undefined);
}

/** Takes a reservation back. */
export function abandon(channel: Channel, end: ChannelEnd, ticket: number): void {
  if (channel instanceof LocalCell) channel.callSync('abandon', [end, ticket]);
  // An owner that is lost has taken the reservation along.
  else void channel.call('abandon', [end, ticket]).catch(() => undefined);
}
