/**
 * A stream of pseudo-random numbers from 0 up to 1 that is the same for the same seed (mulberry32). With `Math.random`
 * no two runs of a function would agree, and a parallel result could not be compared with the serial one.
 */
export function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
