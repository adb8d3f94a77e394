/** A function that does the n-th thing for item n. */
export function choosing(bodies: Readonly<Record<string, string>>): { source: string; inputs: string } {
  const cases = Object.values(bodies).map((body, index) => `case ${index}: { ${body} }\nbreak;`);
  const source = `import { parentPort } from 'node:worker_threads';
function raise(): never { throw new Error('hostile'); }
const traps = { get: raise, has: raise, ownKeys: raise, getPrototypeOf: raise, getOwnPropertyDescriptor: raise };
export function f(n: number): unknown {
  switch (n) {
    ${cases.join('\n    ')}
  }
  return [n, parentPort === null, typeof traps];
}`;
  return { source, inputs: `Array.from({ length: ${cases.length + 1} }, (_, index) => index)` };
}
