// The tasks of the pool benchmark, for every pool that runs the exports of a module.
export function noop(x) {
  return x;
}

export function fibonacci(n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

export function sum(numbers) {
  let total = 0;
  for (const value of numbers) total += value;
  return total;
}
