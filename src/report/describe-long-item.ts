import type { LongItem } from '../model/run-event.ts';
import type { RunState } from './run-state.ts';
import { integer } from './numbers-in-words.ts';

/** `Item 1 of 32 (62) has been running for 12 s`; empty if no call lasts. */
export function describeLongItem({
  longItem,
  inputs,
  skippedItems,
}: Pick<RunState, 'longItem' | 'inputs' | 'skippedItems'>): string {
  if (!longItem) return '';
  const count = (inputs?.count ?? 0) + skippedItems.length;
  const { item, input, forMs } = longItem;
  const name = `Item ${integer(item + 1)}${count > 0 ? ` of ${integer(count)}` : ''}`;
  return `${name}${input === null ? '' : ` (${input})`} has been running for ${timeSoFar(forMs)}`;
}

/** `item 1 (62)`, counted from 1. */
export function nameItem({ item, input }: LongItem): string {
  return `item ${integer(item + 1)}${input === null ? '' : ` (${input})`}`;
}

function timeSoFar(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
