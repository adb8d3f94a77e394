import type { Round } from '../model/measurement.ts';

/** A round and the serial round that ran back to back with it. */
export interface PairedRound {
  index: number;
  /** Fresh set of processes; two rounds share it when both the serial and the other process were the same. */
  replica: string;
  serialMs: number;
  wallMs: number;
  /** serialMs / wallMs */
  ratio: number;
}

/** Pairs rounds of the same `index`; rounds without a partner are left out. */
export function pairRounds(serial: readonly Round[], rounds: readonly Round[]): PairedRound[] {
  const serialByIndex = new Map(serial.map((round) => [round.index, round]));
  return rounds.flatMap((round) => {
    const partner = serialByIndex.get(round.index);
    if (!partner || !(round.wallMs > 0) || !(partner.wallMs > 0)) return [];
    return [
      {
        index: round.index,
        replica: `${partner.replica}/${round.replica}`,
        serialMs: partner.wallMs,
        wallMs: round.wallMs,
        ratio: partner.wallMs / round.wallMs,
      },
    ];
  });
}

/** `value` of each element, grouped by replica. */
export function groupByReplica<T extends { replica: string | number }>(
  elements: readonly T[],
  value: (element: T) => number,
): number[][] {
  const groups = new Map<string | number, number[]>();
  for (const element of elements) {
    const group = groups.get(element.replica);
    if (group) group.push(value(element));
    else groups.set(element.replica, [value(element)]);
  }
  return [...groups.values()];
}
