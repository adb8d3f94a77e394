import type { HotLine } from '../../model/hot-lines.ts';

/** A line of a report at its place in a text. */
export interface PlacedLine {
  line: HotLine;
  /** Counted from 0. */
  at: number;
}

/** How far a line may have moved since the run. */
const MOST_MOVED = 500;

/**
 * Finds the lines of a report in the text of their file, which may have changed above or below the function since the
 * run: the nearest line that reads the same. A line that is gone is left out.
 */
export function placeHotLines(lines: readonly HotLine[], text: string): PlacedLine[] {
  const current = text.split(/\r\n|[\n\r]/).map((each) => each.trim());
  return lines.flatMap((line) => {
    const then = line.location.line - 1;
    for (let moved = 0; moved <= MOST_MOVED; moved++) {
      // A report keeps the beginning of a long line.
      const at = [then + moved, then - moved].find((each) => line.text !== '' && current[each]?.startsWith(line.text));
      if (at !== undefined) return [{ line, at }];
    }
    return [];
  });
}

/** How much of the time a line takes, in four steps. */
export type Heat = 1 | 2 | 3 | 4;

/** Returns the heat of a line by the larger share of its time in the serial run and in the workers. */
export function heatOf({ serial, workers }: HotLine): Heat {
  const share = Math.max(serial.share, workers?.share ?? 0);
  if (share >= 0.3) return 4;
  if (share >= 0.1) return 3;
  return share >= 0.03 ? 2 : 1;
}
