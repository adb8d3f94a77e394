import type { Cell } from './cell.ts';
import type { ChannelEnd } from './channel-operations.ts';
import { LocalCell } from './local-cell.ts';
import { reviveCell } from './revive-cell.ts';
import type { SharedTransport } from './shared-handle.ts';

/** One direction of a pipe. */
export type Channel = Cell<'channel'>;

/** The reservations of a sent connection; none once its receiver holds it. */
export interface Tickets {
  inbound?: number;
  outbound?: number;
}

/**
 * Registers this worker as a holder of the pipe ends in a transport, once. Called before the user's module is loaded:
 * if the worker dies or fails while loading, its end is known and the pipe ends for those who wait at the other.
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
  // Not awaited: later calls use the same connection, arrive after it, and report a lost owner themselves.
  else void channel.call('attach', [end, ticket]).catch(() => undefined);
}

/** Cancels a reservation. */
export function abandon(channel: Channel, end: ChannelEnd, ticket: number): void {
  if (channel instanceof LocalCell) channel.callSync('abandon', [end, ticket]);
  // If the owner is lost, so is the reservation.
  else void channel.call('abandon', [end, ticket]).catch(() => undefined);
}
