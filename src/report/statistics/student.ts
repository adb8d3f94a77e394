/**
 * Returns the probability that |t| is larger than this for Student's t with a whole number of degrees of freedom: the finite
 * series of Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4.
 */
export function studentTails(t: number, free: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(free));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = free % 2 === 1;
  let term = isOdd ? cosine : 1;
  let series = 0;
  for (let power = isOdd ? 1 : 0; power <= free - 2; power += 2) {
    series += term;
    term *= ((power + 1) / (power + 2)) * cosine * cosine;
  }
  const inside = isOdd ? (2 / Math.PI) * (angle + sine * series) : sine * series;
  return Math.min(1, Math.max(0, 1 - inside));
}

/** Returns the t that |t| exceeds with this probability; `Infinity` without a degree of freedom. */
export function studentLimit(tails: number, free: number): number {
  if (free < 1) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, 1];
  while (studentTails(high, free) > tails) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentTails(middle, free) > tails) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
