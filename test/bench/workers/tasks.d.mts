export function noop(x: number): number;
export function fibonacci(n: number): number;
export function sum(numbers: Float64Array): number;
