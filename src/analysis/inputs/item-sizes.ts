import { largestItemSize } from '../../model/inputs.ts';
import { type Field, hasDimensions, sizeField } from './field-names.ts';
import type { RandomChoices } from './random-choices.ts';

const usualSize = 6;
/** A recursive function may take a hundred times longer for twice as much. */
const usualSizeOfRecursion = 2;
/** Up to this size, lists of recursive functions grow by one element per step. */
const lastSingleStep = 12;

const mostElements = 1_048_576;
/** Creating more objects than this takes long in each process. */
const mostObjects = 4_096;

/** Quadruples the elements. */
const step = 4;

/** Returns the sizes worth a trial call, smallest first: from the usual one to the largest. */
export function sizesToTry(isRecursive: boolean): number[] {
  const sizes: number[] = [];
  // One step more can multiply the time of a recursive function by ten.
  for (let size = usualSizeOf(isRecursive); size <= largestItemSize; size += isRecursive ? 1 : step) sizes.push(size);
  return sizes;
}

/** Returns the size of items before any measurement. */
export function usualSizeOf(isRecursive: boolean): number {
  return isRecursive ? usualSizeOfRecursion : usualSize;
}

export interface SizedFunction {
  /** Whether it calls itself, or a function that does. */
  isRecursive: boolean;
  /** Values per pixel, inferred from names, types or code. */
  channels: number;
}

/** Sizes within one item. All of its parts share them, which makes them agree. */
export class ItemSizes {
  /** Of lists. */
  readonly elements: number;
  readonly columns: number;
  readonly rows: number;
  readonly layers: number;
  readonly channels: number;
  /** Some of its fields are the width and the height of something. */
  readonly hasGrid: boolean;
  /** There is a list among those fields. */
  readonly gridHasBuffer: boolean;
  readonly #size: number;
  readonly #side: number;
  readonly #isRecursive: boolean;
  readonly #isFirst: boolean;

  /**
   * @param size 0 to `largestItemSize`; two steps double the elements
   * @param groups the parameters, and the properties of each object among them
   * @param isFirst whether the item is the one that is tried. Of a recursive function, it is the largest of its size,
   * because one step more can take a hundred times as long.
   */
  constructor(
    size: number,
    groups: readonly (readonly Field[])[],
    { isRecursive, channels }: SizedFunction,
    random: RandomChoices,
    isFirst: boolean,
  ) {
    this.#isFirst = isFirst;
    this.#size = size;
    this.#isRecursive = isRecursive;
    const limit = groups.flat().some(({ isHeavy }) => isHeavy === true) ? mostObjects : mostElements;
    const most = Math.min(limit, isRecursive ? stepwise(size) : doubling(size));
    this.elements = random.whole(isRecursive ? most - (isFirst ? 0 : 1) : Math.ceil(most * 0.75), most);
    const grid = groups.find(hasDimensions);
    this.hasGrid = grid !== undefined;
    this.gridHasBuffer = groups.some(
      (fields) => hasDimensions(fields) && fields.some(({ kind }) => kind === 'list' || kind === 'matrix'),
    );
    const chosen = (which: Parameters<typeof sizeField>[1], otherwise: () => number): number => {
      const choices = groups.map((fields) => sizeField(fields, which)?.choices).find((each) => each !== undefined);
      return choices && choices.length > 0 ? random.one(choices) : otherwise();
    };
    this.layers = grid && sizeField(grid, 'layers') ? chosen('layers', () => random.whole(2, 4)) : 1;
    this.columns = chosen('columns', () => Math.max(2, Math.round(Math.sqrt((this.elements * 4) / 3 / this.layers))));
    this.rows = chosen('rows', () => Math.max(2, Math.round(this.elements / this.columns / this.layers)));
    const named = groups.some((fields) => hasDimensions(fields) && sizeField(fields, 'channels') !== undefined);
    this.channels = named ? chosen('channels', () => random.one([1, 3, 4])) : channels;
    this.#side = Math.max(2, Math.round(Math.sqrt(this.elements)));
  }

  /** Rows and columns of a matrix: a square one unless the item says how large it is. */
  matrix(isGrid: boolean): [number, number] {
    return isGrid ? [this.rows, this.columns * this.channels] : [this.#side, this.#side];
  }

  /** A number that may be a size, a depth or a number of steps. */
  number(random: RandomChoices): number {
    if (this.#isRecursive) return this.#size + random.whole(this.#isFirst ? 1 : 0, 1);
    const most = doubling(this.#size);
    return random.whole(Math.ceil(most * 0.6), most);
  }

  /** Words of a text. */
  words(random: RandomChoices): number {
    const most = Math.max(4, Math.round(this.elements / 3));
    return random.whole(Math.ceil(most * 0.75), most);
  }
}

function doubling(size: number): number {
  return Math.round(4 * 2 ** (size / 2));
}

function stepwise(size: number): number {
  const single = 4 + Math.min(size, lastSingleStep);
  return size <= lastSingleStep ? single : Math.round(single * 2 ** ((size - lastSingleStep) / 2));
}
