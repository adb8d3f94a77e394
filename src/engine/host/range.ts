const MOST_NUMBERS = 10_000_000;

/**
 * Returns the numbers of Python's `range(stop)` and `range(start, stop, step)`. `start` defaults to 0 and `step` to 1.
 * Available in every inputs expression, unless the module declares a `range`.
 * @throws TypeError for a value that is not a safe integer; RangeError for a step of 0 or more than 10,000,000 numbers
 */
export function range(...given: number[]): number[] {
  if (given.length < 1 || given.length > 3)
    throw new TypeError(`Expected range(stop) or range(start, stop, step), found ${given.length} arguments.`);
  const wrong = given.findIndex((value) => !Number.isSafeInteger(value));
  if (wrong >= 0) throw new TypeError(`Expected whole numbers for range, found ${String(given[wrong])}.`);
  const [start = 0, stop = 0, step = 1] = given.length === 1 ? [0, ...given] : given;
  if (step === 0) throw new RangeError('Expected a step other than 0 in range(start, stop, step), found 0.');
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (count > MOST_NUMBERS)
    throw new RangeError(`Expected at most ${MOST_NUMBERS} numbers of range(${given.join(', ')}), found ${count}.`);
  const numbers: number[] = [];
  for (let index = 0; index < count; index++) numbers.push(start + index * step);
  return numbers;
}
