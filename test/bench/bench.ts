/** Something that `npm run bench -- <name>` runs; prints what it finds and says whether its claims held. */
export interface Bench {
  name: string;
  /** One line for the list. */
  about: string;
  /** Returns false when a claim did not hold. */
  run: (claims: Claims) => Promise<void>;
}

/** Collects claims about measured values, prints each with its value, and counts those that did not hold. */
export class Claims {
  held = 0;
  missed = 0;

  /** `value` is what was measured; `holds` whether that is what the claim says. */
  check(claim: string, value: string, holds: boolean): void {
    if (holds) this.held++;
    else this.missed++;
    console.log(`  ${holds ? 'holds ' : 'MISSED'}  ${claim}: ${value}`);
  }
}
