import type { ObservedPass } from '../../model/measurement.ts';

/** Of which the typical one is found; each may hold thousands of segments. */
const KEPT = 9;

/**
 * Of many observed passes the one whose wall time is nearest to their median, so that what explains the speedup is a pass
 * like most and not the last one, which may have been the one with the hiccup.
 */
export class TypicalPass {
  private readonly wallsMs: number[] = [];
  private kept: ObservedPass[] = [];

  add(pass: ObservedPass): void {
    this.wallsMs.push(pass.wallMs);
    this.kept.push(pass);
    const middle = this.medianMs();
    this.kept.sort((a, b) => Math.abs(a.wallMs - middle) - Math.abs(b.wallMs - middle));
    // The median moves, so that the nearest so far need not be the nearest in the end.
    this.kept.length = Math.min(this.kept.length, KEPT);
  }

  get typical(): ObservedPass | null {
    return this.kept[0] ?? null;
  }

  clear(): void {
    this.wallsMs.length = 0;
    this.kept = [];
  }

  private medianMs(): number {
    const sorted = this.wallsMs.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }
}
