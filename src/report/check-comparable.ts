import type { ComparisonWarning, StrategyComparison } from '../model/comparison.ts';
import type { Machine } from '../model/measurement.ts';
import type { Report } from '../model/report.ts';
import { describeStrategy } from './describe-strategy.ts';
import { fileName } from './file-name.ts';
import { bytes, counted } from './numbers-in-words.ts';
import { joinVerdict } from './write-verdict.ts';

type Check = (before: Report, after: Report) => ComparisonWarning[];

/** Load averages closer than this count as equal: the average itself lags by a minute. */
const LOAD_APART = 1;

/** Finds differences between two runs other than the code, and weaknesses of either. */
export function checkComparable(before: Report, after: Report): ComparisonWarning[] {
  return [checkFunction, checkInputs, checkMachine, checkWholeness].flatMap((check) => check(before, after));
}

const checkFunction: Check = ({ target: before }, { target: after }) => {
  const named = (target: Report['target']): string => `${target.name} in ${target.file}`;
  // On another machine the same file has another path, so compare its name.
  if (before.name === after.name && fileName(before.file) === fileName(after.file)) return [];
  return [{ code: 'function', message: `Different functions: ${named(before)} before, ${named(after)} after.` }];
};

const checkInputs: Check = ({ inputs: before }, { inputs: after }) => {
  const warn = (message: string): ComparisonWarning[] => [{ code: 'inputs', message }];
  if (before.count !== after.count)
    return warn(
      `${counted(before.count, 'item')} before, ${counted(after.count, 'item')} after: times are compared per item, and a pool balances fewer items less evenly.`,
    );
  if (before.preview.join('\n') !== after.preview.join('\n'))
    return warn(`Different items: ${shown(before.preview)} first before, ${shown(after.preview)} first after.`);
  if (before.expression !== after.expression || before.file !== after.file)
    return warn(
      `Different inputs: ${before.expression ?? before.file ?? ''} before, ${after.expression ?? after.file ?? ''} after. The first items are the same.`,
    );
  return [];
};

function shown(preview: readonly string[]): string {
  return preview.length === 0 ? 'nothing' : preview.slice(0, 3).join(', ');
}

const checkMachine: Check = ({ machine: before }, { machine: after }) => {
  if (!before || !after) return [];
  const warnings: ComparisonWarning[] = [];
  const [was, is] = [describeMachine(before), describeMachine(after)];
  if (was !== is) warnings.push({ code: 'machine', message: `Different machines: ${was} before, ${is} after.` });
  if (before.nodeVersion !== after.nodeVersion)
    warnings.push({ code: 'node', message: `Node ${before.nodeVersion} before, ${after.nodeVersion} after.` });
  if (typeof before.onBattery === 'boolean' && typeof after.onBattery === 'boolean') {
    const power = (machine: Machine): string => (machine.onBattery === true ? 'on battery' : 'plugged in');
    if (before.onBattery !== after.onBattery)
      warnings.push({ code: 'power', message: `The machine was ${power(before)} before, ${power(after)} after.` });
  }
  const [loadBefore, loadAfter] = [before.loadAverage, after.loadAverage];
  if (loadBefore !== null && loadAfter !== null && Math.abs(loadBefore - loadAfter) > LOAD_APART)
    warnings.push({
      code: 'load',
      message: `The load of the machine differed: ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after.`,
    });
  return warnings;
};

/** Describes the properties of a machine that limit the speed of a pool. */
export function describeMachine(machine: Machine): string {
  const { cpuModel, availableParallelism, cpuQuota, memoryBytes, platform, arch } = machine;
  const quota = cpuQuota === null ? '' : `, quota ${cpuQuota}`;
  return `${cpuModel.trim()}, ${counted(availableParallelism, 'core')}${quota}, ${bytes(memoryBytes)}, ${platform} ${arch}`;
}

const checkWholeness: Check = (before, after) => {
  const warnings: ComparisonWarning[] = [];
  for (const [report, which] of [
    [before, 'earlier'],
    [after, 'later'],
  ] as const) {
    const { outcome, confidence, strategies } = report;
    if (!strategies.some(({ name }) => name === 'serial'))
      warnings.push({
        code: 'baseline',
        message: `The ${which} run has no measurements: ${joinVerdict(report.verdict)}`,
      });
    else if (outcome.status !== 'completed')
      warnings.push({
        code: 'partial',
        message: `The ${which} run was ${outcome.status === 'cancelled' ? 'cancelled' : 'stopped by a failure'}, so it is partial.`,
      });
    else if (confidence === 'invalid' || confidence === 'low')
      warnings.push({
        code: 'confidence',
        message: confidence === 'invalid' ? `The ${which} run is unreliable.` : `The ${which} run has low confidence.`,
      });
  }
  return warnings;
};

/** Warns of configurations with different chunk sizes, which may have causes other than the code. */
export function checkChunkSizes(strategies: readonly StrategyComparison[]): ComparisonWarning[] {
  const differing = strategies.filter(({ chunkSize }) => chunkSize.before !== chunkSize.after);
  const [first] = differing;
  if (!first) return [];
  const { before, after } = first.chunkSize;
  const more = differing.length > 1 ? `, and ${differing.length - 1} more` : '';
  return [
    {
      code: 'chunk-size',
      message: `Different chunk sizes: ${describeStrategy(first)} sent ${before ?? 'no'} items per message before, ${after ?? 'no'} after${more}.`,
    },
  ];
}

/**
 * Warns if every strategy changed alike, including the serial run, so that no speedup changed: a virtual machine with a
 * slower core is indistinguishable from a slower function.
 */
export function checkUniform(
  strategies: readonly StrategyComparison[],
  before: Pick<Report, 'commit'>,
  after: Pick<Report, 'commit'>,
): ComparisonWarning[] {
  const serial = strategies.find(({ name }) => name === 'serial')?.itemMs.judgement;
  if (serial !== 'better' && serial !== 'worse') return [];
  if (
    !strategies.every(({ itemMs, speedup }) => itemMs.judgement === serial && (speedup?.judgement ?? 'same') === 'same')
  )
    return [];
  const [was, is] = [before.commit, after.commit];
  const sameCode = was?.dirty === false && is?.dirty === false && was.id === is.id;
  return [
    {
      code: 'all-alike',
      message: sameCode
        ? `All strategies changed by the same factor at the same commit: the machine was ${serial === 'better' ? 'faster' : 'slower'}.`
        : 'All strategies changed by the same factor: either the function changed, or the machine ran at another speed. Profile the earlier code again to find out.',
    },
  ];
}
