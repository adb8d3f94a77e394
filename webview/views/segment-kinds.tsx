import type { SegmentKind } from '../../src/model/measurement.ts';
import { element } from '../element.ts';
import type { ColorName } from '../theme.ts';

/**
 * Name and colour of each kind of segment; small ones are hatched, so that they can be distinguished without colour.
 */
export const SEGMENT_KINDS: Record<SegmentKind, { words: string; color: ColorName; hatched: boolean }> = {
  execute: { words: 'executing', color: 'execute', hatched: false },
  cloneIn: { words: 'receiving and cloning arguments', color: 'clone-in', hatched: true },
  cloneOut: { words: 'cloning and sending results', color: 'clone-out', hatched: true },
  queue: { words: 'waiting for a task on its way', color: 'queue', hatched: false },
  idle: { words: 'idle', color: 'idle', hatched: false },
  gc: { words: 'garbage collection', color: 'gc', hatched: false },
};

/** Legend of the timeline's colours. */
export function segmentLegend(): HTMLElement {
  const kinds: SegmentKind[] = ['execute', 'cloneIn', 'cloneOut', 'queue', 'gc', 'idle'];
  return (
    <ul class="legend">
      {kinds.map((kind) => (
        <li>
          <span
            class={`swatch ${SEGMENT_KINDS[kind].hatched ? 'swatch-hatched' : ''}`}
            variables={{ '--mark': `var(--color-${SEGMENT_KINDS[kind].color})` }}
            aria-hidden="true"
          />
          {SEGMENT_KINDS[kind].words}
        </li>
      ))}
    </ul>
  );
}
