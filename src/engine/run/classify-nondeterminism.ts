import type { Measurement } from '../../model/measurement.ts';
import { compareResults } from './compare-results.ts';
import type { StrategyTrack } from './strategy-track.ts';

/**
 * Why results differ: the function runs twice in one fresh process and once in another. A first pass that is the same in
 * both and a second that is not means state kept between calls; first passes that differ mean chance.
 *
 * @param fresh makes a serial track that has not begun; called twice
 */
export async function classifyNondeterminism(
  fresh: () => StrategyTrack,
): Promise<Pick<Measurement, 'results' | 'resultsInFreshProcess'>> {
  const one = fresh();
  const other = fresh();
  try {
    const { inputsDigest } = await one.begin();
    const first = one.compared(await one.firstPass(0), 'previous');
    const second = one.compared(await one.firstPass(1), 'last');
    // Sent items are clones; they replace the evaluated ones only where evaluating gave others.
    if ((await other.begin()).inputsDigest !== inputsDigest) await other.takeItemsOf(one);
    const elsewhere = other.compared(await other.firstPass(0), 'last');
    return {
      results: await compareResults(first, second),
      resultsInFreshProcess: await compareResults(first, elsewhere),
    };
  } finally {
    await Promise.all([one.end(), other.end()]);
  }
}
