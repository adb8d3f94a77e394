import type { LineTime } from '../../model/hot-lines.ts';
import type { ParallelResult, Report } from '../../model/report.ts';
import { describeCommit } from '../describe-commit.ts';
import { describeAudit } from '../describe-effects.ts';
import { describeHotLines, describeLineChange, describeSampling, placeOfLine } from '../describe-hot-lines.ts';
import { describeFarm } from '../describe-farm.ts';
import { describeInputs } from '../describe-inputs.ts';
import { labelStrategy, describeStrategy } from '../describe-strategy.ts';
import { counted, duration, integer, intervalCell, percent, ratio, ratioRange } from '../numbers-in-words.ts';
import { divideCapacity } from '../explain-capacity.ts';
import { findHeadline } from '../find-headline.ts';
import { revealAll } from '../reveal-all.ts';
import { conclusionOf, joinVerdict, outcomeLabels } from '../write-verdict.ts';
import { escapeMarkdown, markdownTable } from './markdown.ts';

/** Parts of a report that can be asked for one by one. */
export const reportParts = ['verdict', 'factors', 'findings', 'timeline', 'what-if'] as const;
export type ReportPart = (typeof reportParts)[number];

/** One part of the report. */
export function formatMarkdownPart(given: Report, part: ReportPart): string {
  const report = revealAll(given);
  const headline = findHeadline(report);
  const sections = {
    verdict: () => [
      ...head(report),
      ...recommendation(report),
      ...(report.strategies.length > 0 ? [strategies(report, headline)] : []),
      conditions(report),
    ],
    factors: () => (headline ? [...factors(headline), ...capacity(headline)] : ['No pool was measured.']),
    findings: () => [report.findings.length > 0 ? findings(report) : 'No findings.'],
    timeline: () => [headline ? timeline(headline) : 'No parallel strategy was measured.'],
    'what-if': () => [
      report.prediction.length > 0
        ? prediction(report)
        : 'Nothing to predict from: no pool was measured. Profile with threads or processes.',
    ],
  }[part]();
  return `${sections.join('\n\n')}\n`;
}

/** The report for a pull request or a page of notes. */
export function formatMarkdown(given: Report): string {
  const report = revealAll(given);
  const headline = findHeadline(report);
  const sections = [
    head(report),
    recommendation(report),
    report.strategies.length > 0 ? ['## Strategies', strategies(report, headline)] : [],
    headline ? capacity(headline) : [],
    farm(report),
    hotLines(report),
    report.findings.length > 0 ? ['## Findings', findings(report)] : [],
    report.prediction.length > 0 ? ['## Expected speedup by number of cores', prediction(report)] : [],
    ['## Conditions', conditions(report)],
  ];
  return `${sections.flat().join('\n\n')}\n`;
}

function head(report: Report): string[] {
  const { file, line } = report.target.location;
  return [
    `# ${escapeMarkdown(report.target.name)}: serial against parallel`,
    `**${outcomeLabels[conclusionOf(report).outcome]}.** ${escapeMarkdown(joinVerdict(report.verdict))}`,
    `${code(`${file}:${line}`)}, ${escapeMarkdown(describeInputs(report.inputs))}.`,
  ];
}

function recommendation({ recommendation: advised }: Report): string[] {
  if (!advised || advised.strategy === 'serial') return [];
  const chunk = advised.chunkSize === null ? '' : `, chunk size ${integer(advised.chunkSize)}`;
  const { strategy: name, workers } = advised;
  return ['## Recommendation', `${describeStrategy({ name, workers })}${chunk}`];
}

function strategies(report: Report, headline: ParallelResult | null): string {
  const rows = report.strategies.map((result) => {
    const isBaseline = result.kind === 'baseline';
    const label = isBaseline ? 'serial' : labelStrategy(result, report.strategies);
    return [
      result === headline ? `**${label}**` : label,
      result.kind === 'pool' ? integer(result.chunkSize) : '',
      duration(result.wallMs.median),
      isBaseline ? '' : ratio(result.speedup.value),
      isBaseline ? '' : intervalCell(result),
      isBaseline ? '' : percent(result.efficiency),
      result.kind === 'pool' ? ratio(result.speedupWithStartup) : '',
      [
        ...(isBaseline || (result.results?.equal ?? true) ? [] : ['results differ']),
        ...(result.failedItems > 0 ? [`${integer(result.failedItems)} failed`] : []),
        ...(isBaseline ? [] : result.doubts),
      ].join(', '),
    ];
  });
  return markdownTable(
    ['Strategy', 'Chunk', 'Time', 'Speedup', '95% CI', 'Efficiency', 'With start-up', 'Doubts'],
    rows,
  );
}

function farm(report: Report): string[] {
  const rows = describeFarm(report).map((row) => row.map(escapeMarkdown));
  return rows.length === 0 ? [] : ['## Queue', markdownTable(['Queue', ''], rows)];
}

function factors(headline: ParallelResult): string[] {
  if (headline.kind !== 'pool' || !headline.factors) return [];
  const { loadBalance, communication, computeScaling } = headline.factors;
  return [
    `## Factors of ${describeStrategy(headline)}`,
    `${counted(headline.workers, 'worker')} at full efficiency would reach ${ratio(headline.workers)}; each factor below 100% takes its share.`,
    markdownTable(
      ['Factor', 'Value', 'Low means'],
      [
        [
          'load balance',
          percent(loadBalance),
          'some workers run out of work early: smaller chunks, or split long items',
        ],
        ['communication', percent(communication), 'workers wait for messages: larger chunks, or send less data'],
        [
          'compute scaling',
          percent(computeScaling),
          'a task runs slower than serially: fewer workers, less allocation, less shared memory traffic',
        ],
      ],
    ),
  ];
}

/** A row per worker of the observed pass. */
function timeline({ workerTimeline, ...headline }: ParallelResult): string {
  if (workerTimeline.length === 0) return `The workers of ${describeStrategy(headline)} were not observed.`;
  return markdownTable(
    ['Worker', 'Tasks', 'Busy', 'Copying', 'Waiting for a task', 'Idle at the end', 'GC'],
    workerTimeline.map(({ worker, tasks, busyMs, cloneInMs, cloneOutMs, dispatchMs, tailMs, gcMs }) => [
      integer(worker + 1),
      integer(tasks),
      duration(busyMs),
      duration(cloneInMs + cloneOutMs),
      duration(dispatchMs),
      duration(tailMs),
      duration(gcMs),
    ]),
  );
}

function capacity(headline: ParallelResult): string[] {
  if (headline.kind !== 'pool' || !headline.timeMs) return [];
  const parts = divideCapacity(headline.timeMs);
  return [
    `## Where the time of ${describeStrategy(headline)} went`,
    markdownTable(
      ['Part', 'Share', 'Time'],
      parts.map((part) => [part.label, percent(part.share), duration(part.ms)]),
    ),
  ];
}

function hotLines({ hotLines: [hot] = [] }: Report): string[] {
  if (!hot) return [];
  const { pool, lines } = hot;
  const time = (spent: LineTime | null): string[] =>
    spent ? [`${duration(spent.selfMs)} (${percent(spent.share)})`] : [];
  const header = ['Line', 'Serial', ...(pool ? [describeStrategy(pool), 'In workers'] : [])];
  const rows = lines.map((line) => {
    const change = describeLineChange(line);
    return [
      [placeOfLine(line), line.text.replaceAll('|', '\\|')]
        .filter((text) => text !== '')
        .map(code)
        .join(' '),
      ...time(line.serial),
      ...time(line.workers),
      ...(change === null ? [] : [line.change === 'slower' ? `**${change}**` : change]),
    ];
  });
  return [
    '## Hot lines',
    `${escapeMarkdown(describeHotLines(hot))} Self time of a pass over all items; ${describeSampling(hot)}`,
    ...(rows.length > 0 ? [markdownTable(header, rows)] : []),
  ];
}

function findings(report: Report): string {
  return report.findings
    .map(({ severity, code: name, message, location }) => {
      const place = code(`${location.file}:${location.line}`);
      return `- **${severity}** ${code(name)} ${escapeMarkdown(message)} (${place})`;
    })
    .join('\n');
}

function prediction(report: Report): string {
  return markdownTable(
    ['Cores', 'Speedup', '95% CI', 'Amdahl bound'],
    report.prediction.map(({ cores, speedup, low, high, amdahl }) => [
      integer(cores),
      ratio(speedup),
      ratioRange([low, high]),
      ratio(amdahl),
    ]),
  );
}

function conditions(report: Report): string {
  const { machine, plan } = report;
  const audit = describeAudit(report);
  const lines = [
    ...(machine
      ? [
          `Node ${machine.nodeVersion} (${machine.nodeSource}) on ${machine.platform} ${machine.arch}`,
          `${machine.cpuModel.trim()}, ${counted(machine.availableParallelism, 'core')} available of ${machine.logicalCores}` +
            (machine.cpuQuota === null ? '' : `, quota ${machine.cpuQuota} CPUs`),
        ]
      : []),
    `Budget ${plan.budgetSeconds} s, seed ${plan.seed}, confidence ${report.confidence}`,
    `Started ${report.startedAt}, took ${duration(report.durationMs)}`,
    ...(report.commit ? [`Commit ${describeCommit(report.commit)}`] : []),
    ...(audit === '' ? [] : [audit]),
  ];
  return lines.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
}

/** Returns a code span for any text: its fence is longer than any run of backticks inside. */
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const gap = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${gap}${text.replace(/\s+/g, ' ')}${gap}${fence}`;
}
