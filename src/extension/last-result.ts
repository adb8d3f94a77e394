import type { Report } from '../model/report.ts';
import { writeShortVerdict } from '../report/write-verdict.ts';

/** What came out last, in a few words (the editor drops a plain space behind an icon); a number that cannot be relied on says so. */
export function lastResult({ outcome, confidence, recommendation }: Report): string {
  if (outcome.status === 'failed' && !outcome.partial) return '$(warning)\u00a0last run failed';
  if (outcome.status === 'cancelled' && !outcome.partial) return 'last run cancelled';
  const verdict = writeShortVerdict(recommendation);
  return confidence === 'invalid' ? `$(warning)\u00a0${verdict}, not to be trusted` : verdict;
}
