import { lastResult } from '../../src/extension/editor/last-result.ts';
import { entryOf } from '../../src/extension/history/history-index.ts';
import type { Conclusion } from '../../src/model/conclusion.ts';
import type { ParallelResult, Report } from '../../src/model/report.ts';
import { describeStrategy } from '../../src/report/describe-strategy.ts';
import { findHeadline } from '../../src/report/find-headline.ts';
import { formatCsv } from '../../src/report/formats/format-csv.ts';
import { formatHtml } from '../../src/report/formats/format-html.ts';
import { formatMarkdown } from '../../src/report/formats/format-markdown.ts';
import { formatSummary } from '../../src/report/formats/format-summary.ts';
import { formatText } from '../../src/report/formats/format-text.ts';
import { formatTrace } from '../../src/report/formats/format-trace.ts';
import { ratio, ratioRange, roughRatio } from '../../src/report/numbers-in-words.ts';
import { MARGIN } from '../../src/report/recommend.ts';
import { joinVerdict, outcomeLabels, writeShortVerdict } from '../../src/report/write-verdict.ts';

/** Every place that shows the outcome, as plain text. */
function drawings(report: Report): Record<string, string> {
  const page = { script: '', css: '', nonce: 'n' };
  const noscript = /<noscript>(.*?)<\/noscript>/s.exec(formatHtml(report, page))?.[1] ?? '';
  return {
    'command line': formatText(report, { colour: false, width: 100 }).replace(/\s+/g, ' '),
    markdown: formatMarkdown(report).replaceAll('\\', ''),
    summary: formatSummary(report),
    'web page': noscript.replaceAll('&lt;', '<'),
    trace: formatTrace(report),
    'lens and batch list': lastResult(report),
    history: entryOf(report, 0).result,
  };
}

/** Every outcome that does not follow from the numbers, and every place that shows another outcome or another rounding. */
export function findOutcomeDisagreements(report: Report): string[] {
  const { conclusion } = report;
  if (!conclusion) return ['the report has no conclusion'];
  const shown = Object.entries(drawings(report));
  const label = outcomeLabels[conclusion.outcome];
  const others = Object.values(outcomeLabels).filter((each) => each !== label);
  return [
    ...decide(report, conclusion),
    ...shown.flatMap(([place, text]) => [
      ...(text.includes(label) ? [] : [`${place}: "${label}" is missing`]),
      ...others.flatMap((other) => (text.includes(other) ? [`${place}: "${other}" next to "${label}"`] : [])),
      ...roundings(text).map((token) => `${place}: ${token} is rounded differently`),
      ...(/\d %/.test(text) ? [`${place}: a space before a percent sign`] : []),
    ]),
    ...formatCsv(report)
      .split('\r\n')
      .slice(1, -1)
      .flatMap((row) => (row.endsWith(`,${conclusion.outcome}`) ? [] : [`csv: another outcome in "${row}"`])),
    ...headlineNumbers(report, conclusion),
  ];
}

function decide(report: Report, { outcome, ...rest }: Conclusion): string[] {
  const { recommendation, confidence, inputs } = report;
  const advised = recommendation === null ? 'none' : recommendation.strategy === 'serial' ? 'serial' : 'pays';
  // A function that no pool could run stays serial without a recommendation.
  const isBlocked = outcome === 'serial' && report.strategies.every(({ kind }) => kind === 'baseline');
  const found =
    advised === outcome || isBlocked ? [] : [`the outcome is ${outcome}, and the recommendation is ${advised}`];
  const headline = findHeadline(report);
  if (!headline) return found;
  const isRight = headline.results?.equal !== false && headline.failedItems === 0;
  // Where others took the cores, the estimate decides, and says so.
  const quiet = outcome === 'none' || !('quiet' in rest) ? undefined : rest.quiet;
  const [low, high] = quiet?.ci95 ?? headline.speedup.ci95;
  const isInvalid = confidence === 'invalid' && quiet === undefined;
  if (quiet && !writeShortVerdict(report).includes('(estimate)')) found.push('the estimate is not called one');
  if (quiet && confidence !== 'invalid') found.push(`an estimate although the confidence is ${confidence}`);
  const isSingle = headline.rounds.length < 2;
  if (outcome === 'pays' && (isSingle || low < MARGIN || isInvalid))
    found.push(`parallel pays with ${low} to ${high} in ${headline.rounds.length} rounds, ${confidence}`);
  if (outcome === 'serial' && isRight && (isSingle || (high >= MARGIN && !isOneItem(report)) || isInvalid))
    found.push(`serial with ${low} to ${high} in ${headline.rounds.length} rounds, ${confidence}`);
  if (inputs.source === 'generated' && (confidence === 'high' || confidence === 'medium'))
    found.push(`confidence is ${confidence} with generated inputs`);
  if (inputs.source === 'generated' && !joinVerdict(report.verdict).startsWith('With generated inputs'))
    found.push('generated inputs are not said first');
  if (inputs.source === 'generated' && report.findings.some(({ code }) => code === 'tasks-too-small'))
    found.push('advice about the size of generated tasks');
  return found;
}

/** Whether one item takes so much of all work that no number of workers reaches the margin. */
function isOneItem({ strategies }: Report): boolean {
  const tasks = strategies.find(({ kind }) => kind === 'baseline')?.tasks;
  if (!tasks) return false;
  return tasks.sumMs / tasks.maxMs < MARGIN && strategies.every(({ speedup }) => speedup.ci95[0] < MARGIN);
}

/** Speedups that are not written as the one module writes them. */
function roundings(text: string): string[] {
  const tokens = text.match(/(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?x(?!\w| \d)/g) ?? [];
  return tokens.filter((token) => {
    const value = Number(token.slice(0, -1).replaceAll(',', ''));
    return token !== ratio(value) && token !== roughRatio(value);
  });
}

/** The headline's speedup and interval, in every place that shows numbers. */
function headlineNumbers(report: Report, conclusion: Conclusion): string[] {
  const headline = findHeadline(report);
  if (!headline) return [];
  const { quiet } = conclusion;
  const words = `${ratio(headline.speedup.value)} with ${describeStrategy(headline)}`;
  const isWrong =
    conclusion.outcome === 'serial' && conclusion.reason.includes('with ') && headline.results?.equal === false;
  const lens = writeShortVerdict(report);
  return [
    ...(isWrong || joinVerdict(report.verdict).includes(words) ? [] : [`verdict: ${words} is missing`]),
    ...(quiet || lens.includes(words) ? [] : [`lens: ${words} is missing from "${lens}"`]),
    ...tables(report, headline),
  ];
}

function tables(report: Report, headline: ParallelResult): string[] {
  const numbers = [
    ratio(headline.speedup.value),
    headline.rounds.length < 2 ? 'one round' : ratioRange(headline.speedup.ci95),
  ];
  const row = (text: string, mark: string): string => text.split('\n').find((line) => line.includes(mark)) ?? '';
  const rows = {
    'table of the command line': row(formatText(report, { colour: false, width: 120 }), '▸'),
    'table in markdown': row(formatMarkdown(report), `| **${describeStrategy(headline)}`),
  };
  return Object.entries(rows).flatMap(([place, text]) =>
    numbers.flatMap((number) => (text.includes(number) ? [] : [`${place}: ${number} is missing from "${text}"`])),
  );
}
