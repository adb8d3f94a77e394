export const numbers = [10, 15, 20, 25, 30, 35, 40];

/** Facts about a number. */
export interface NumberFacts {
  number: number;
  fibonacci: number;
  squareRoot: number;
  logarithm: number;
}

/**
 * Works out a few facts about a number. The Fibonacci number is capped at the 20th, so every call costs about the same,
 * and very little.
 *
 * @inputs numbers
 */
export function processNumber(number: number): NumberFacts {
  return factsAbout(number, fibonacci(Math.min(number, 20)));
}

/**
 * The same without the cap. The last input takes longer than all the others together, so no number of workers makes it
 * much faster: the load is badly balanced.
 *
 * @inputs numbers
 */
export function processNumberUncapped(number: number): NumberFacts {
  return factsAbout(number, fibonacci(number));
}

/** Recursive on purpose: it takes about 1.6 times as long for each step of `n`. */
function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function factsAbout(number: number, fibonacciNumber: number): NumberFacts {
  return { number, fibonacci: fibonacciNumber, squareRoot: Math.sqrt(number), logarithm: Math.log(number) };
}
