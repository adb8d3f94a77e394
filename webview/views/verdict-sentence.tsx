import type { VerdictPart } from '../../src/model/report.ts';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { element } from '../element.ts';

/**
 * The verdict: the conclusion in large type, the parts before and after it in small type.
 *
 * @param doubtful marks the small type as a warning
 * @param isHeading `false` below the heading of an outcome
 */
export function verdictSentence(verdict: readonly VerdictPart[], doubtful: boolean, isHeading: boolean): HTMLElement {
  const at = verdict.findIndex(({ role }) => role === 'answer');
  const stretches = [
    { parts: verdict.slice(0, at), isAnswer: false },
    { parts: verdict.slice(at, at + 1), isAnswer: true },
    { parts: verdict.slice(at + 1), isAnswer: false },
  ].filter(({ parts }) => parts.length > 0);
  const lines = stretches.map(({ parts, isAnswer }, index) => (
    <span class={isAnswer ? 'verdict-answer' : doubtful ? 'verdict-warning' : 'verdict-more'}>
      {/* Screen readers and copied text need the space, which the line break replaces visually. */}
      {joinVerdict(parts) + (index < stretches.length - 1 ? ' ' : '')}
    </span>
  ));
  return isHeading ? <h1 class="verdict-sentence">{lines}</h1> : <p class="verdict-sentence">{lines}</p>;
}
