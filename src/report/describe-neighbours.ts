import type { Neighbour } from '../model/measurement.ts';
import { cores as showCores } from './numbers-in-words.ts';

const MOST_NAMES = 3;

/** `chrome 0.8, rustc 0.5 and 2 more`, in cores; `''` for none. */
export function describeNeighbours(neighbours: readonly Pick<Neighbour, 'name' | 'cores' | 'isClient'>[]): string {
  const names = neighbours
    .slice(0, MOST_NAMES)
    .map(({ name, cores, isClient }) => `${isClient ? `${name} (which started this run)` : name} ${showCores(cores)}`);
  const more = neighbours.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
