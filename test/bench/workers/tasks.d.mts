export function noop<T>(x: T): T;
export function fibonacci(n: number): number;
export function sum(numbers: Float64Array): number;
