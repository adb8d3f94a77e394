import { channelNames, type Field, hasDimensions, heights, layers, strides, widths } from './field-names.ts';
import type { ItemSizes } from './item-sizes.ts';
import type { RandomChoices } from './random-choices.ts';

/** Constraints on a field from the other fields of the item. */
export interface FieldPlan {
  /** Of a number. */
  value?: number;
  /** Elements of a list or a buffer. */
  length?: number;
  /** Of a matrix. */
  rows?: number;
  columns?: number;
  /** Other fields depend on it, so it is never omitted. */
  isTied?: boolean;
}

const lengths = /^(n|len|\w*length|\w*count|size|total|num\w+)$/;
const offsets = /^(\w*offset|skip|position|pos)$/;
const lengthsAfterOffset = /^(len|\w*length|limit|\w*count|size|take)$/;
const indices = /^(i|index|\w+index|idx|at|\w*offset|position|pos|pivot|cursor)$/;
const kernels = /^(\w*kernel|\w*filter)$/;
const lookupTables = /^(lut|\w*palette|\w*histogram)$/;
const starts: readonly (readonly [string, readonly string[]])[] = [
  ['start', ['end', 'stop']],
  ['begin', ['end']],
  ['from', ['to', 'until']],
  ['low', ['high']],
  ['lower', ['upper']],
  ['lo', ['hi']],
  ['left', ['right']],
  ['top', ['bottom']],
  ['min', ['max']],
  ['first', ['last']],
  ['since', ['until']],
];

/**
 * Plans values and lengths of fields in the same object that depend on each other: a buffer holds the product of the sizes, a
 * start precedes its end, an offset plus a length fits into the list. Independent fields have no plan.
 */
export function planFields(
  fields: readonly Field[],
  sizes: ItemSizes,
  random: RandomChoices,
): ReadonlyMap<string, FieldPlan> {
  const plans = new Map<string, FieldPlan>();
  const isGrid = hasDimensions(fields);
  if (isGrid) planDimensions(fields, sizes, plans);
  const length = planLists(fields, sizes, isGrid, plans);
  const bound = length ?? sizes.number(random);
  planRanges(fields, bound, random, plans);
  for (const { name, kind } of fields) {
    if (kind !== 'number' || plans.has(name)) continue;
    const lower = name.toLowerCase();
    if (isGrid && /^(x|cx|x0|col|column)$/.test(lower)) plans.set(name, { value: random.whole(0, sizes.columns - 1) });
    else if (isGrid && /^(y|cy|y0|row)$/.test(lower)) plans.set(name, { value: random.whole(0, sizes.rows - 1) });
    else if (length !== null && lengths.test(lower))
      plans.set(name, { value: lengthFor(fields, sizes, length), isTied: true });
    else if (length !== null && indices.test(lower)) plans.set(name, { value: random.whole(0, length - 1) });
    else if (lower === 'k' && length !== null) plans.set(name, { value: random.whole(1, Math.min(length, 8)) });
  }
  planCombination(fields, sizes, random, plans);
  return plans;
}

function planDimensions(fields: readonly Field[], sizes: ItemSizes, plans: Map<string, FieldPlan>): void {
  for (const { name, kind } of fields) {
    if (kind !== 'number') continue;
    const lower = name.toLowerCase();
    const value = channelNames.test(lower)
      ? sizes.channels
      : strides.test(lower)
        ? sizes.columns * sizes.channels
        : widths.test(lower)
          ? sizes.columns
          : heights.test(lower)
            ? sizes.rows
            : layers.test(lower)
              ? sizes.layers
              : null;
    if (value !== null) plans.set(name, { value, isTied: true });
  }
}

/** @returns the length that the lists have in common, `null` without lists */
function planLists(
  fields: readonly Field[],
  sizes: ItemSizes,
  isGrid: boolean,
  plans: Map<string, FieldPlan>,
): number | null {
  // A buffer beside an object with the sizes is theirs, unless that has its own.
  const holdsGrid = isGrid || (sizes.hasGrid && !sizes.gridHasBuffer);
  const length = holdsGrid ? sizes.columns * sizes.rows * sizes.layers * sizes.channels : sizes.elements;
  let shared: number | null = null;
  for (const { name, kind } of fields) {
    const lower = name.toLowerCase();
    if (kind === 'matrix') {
      const [rows, columns] = kernels.test(lower) ? [3, 3] : sizes.matrix(holdsGrid);
      plans.set(name, { rows, columns });
      shared ??= rows;
    } else if (kind === 'list') {
      const own = kernels.test(lower) ? 9 : lookupTables.test(lower) ? 256 : length;
      plans.set(name, { length: own, isTied: isGrid });
      if (own === length) shared = length;
      else shared ??= own;
    }
  }
  return shared;
}

/** A size next to a square matrix is its side. */
function lengthFor(fields: readonly Field[], sizes: ItemSizes, length: number): number {
  return fields.some(({ kind }) => kind === 'list') ? length : sizes.matrix(false)[0];
}

function planRanges(
  fields: readonly Field[],
  bound: number,
  random: RandomChoices,
  plans: Map<string, FieldPlan>,
): void {
  const numbers = fields.filter(({ name, kind, choices }) => kind === 'number' && !choices && !plans.has(name));
  const named = new Map(numbers.map(({ name }) => [name.toLowerCase(), name]));
  for (const [lower, name] of named) {
    const end = endOf(lower, named);
    if (end === undefined || plans.has(name) || plans.has(end)) continue;
    // At most the last index, so that it may be included.
    const last = Math.max(1, bound - 1 - random.whole(0, Math.floor(bound / 8)));
    plans.set(name, { value: random.whole(0, Math.floor(last / 8)), isTied: true });
    plans.set(end, { value: last, isTied: true });
  }
  const offset = numbers.find(({ name }) => !plans.has(name) && offsets.test(name.toLowerCase()));
  const span = numbers.find(
    (each) => each !== offset && !plans.has(each.name) && lengthsAfterOffset.test(each.name.toLowerCase()),
  );
  if (!offset || !span) return;
  const from = random.whole(0, Math.floor(bound / 8));
  plans.set(offset.name, { value: from, isTied: true });
  plans.set(span.name, { value: Math.max(1, bound - from - random.whole(0, Math.floor(bound / 8))), isTied: true });
}

/** The name that ends what `start` begins: `endIndex` for `startIndex`, `maxX` for `minX`, `yMax` for `yMin`. */
function endOf(start: string, named: ReadonlyMap<string, string>): string | undefined {
  for (const [begin, ends] of starts) {
    if (start !== begin && !start.startsWith(begin) && !start.endsWith(begin)) continue;
    for (const end of ends) {
      const swapped = start.startsWith(begin) ? end + start.slice(begin.length) : start.slice(0, -begin.length) + end;
      const found = named.get(swapped);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** `k` of `n`. */
function planCombination(
  fields: readonly Field[],
  sizes: ItemSizes,
  random: RandomChoices,
  plans: Map<string, FieldPlan>,
): void {
  const one = (wanted: string) =>
    fields.find(({ name, kind }) => kind === 'number' && name === wanted && !plans.has(name));
  const [n, k] = [one('n'), one('k')];
  if (!n || !k) return;
  const total = Math.max(1, sizes.number(random));
  plans.set('n', { value: total, isTied: true });
  plans.set('k', { value: random.whole(1, Math.max(1, Math.floor(total / 2))), isTied: true });
}
