import type { Report } from '../model/report.ts';

/**
 * Returns the recommended way to run the function, as TypeScript to paste into its module: a pool with its options, or
 * promises with a limit. `null` if nothing should change.
 */
export function writePoolCode(report: Pick<Report, 'target' | 'inputs' | 'recommendation'>): string | null {
  const { target, inputs, recommendation } = report;
  if (!recommendation) return null;
  const { strategy, workers, chunkSize } = recommendation;
  const spread = inputs.spread === true;
  switch (strategy) {
    case 'serial':
      return null;
    case 'async':
      return `// At most ${workers} at a time, in one thread.
const results: Awaited<ReturnType<typeof ${target.name}>>[] = [];
const waiting = items.entries();
await Promise.all(
  Array.from({ length: ${workers} }, async () => {
    for (const [index, item] of waiting) results[index] = await ${target.name}(${spread ? '...item' : 'item'});
  }),
);
`;
    case 'bullmq':
      return `import { BullMQExecutor } from 'parallel-profiler/bullmq';

// Start the workers with: parallel-profiler worker --redis <url>
await using executor = new BullMQExecutor(import.meta.url, { redis: 'redis://localhost:6379' });
const results: Awaited<ReturnType<typeof ${target.name}>>[] = [];
${
  spread
    ? `const futures = items.map((item) => executor.submit(${target.name}, ...item));
for (const future of futures) results.push(await future.result());`
    : `for await (const result of executor.map(${target.name}, items${chunkSize === null ? '' : `, { chunkSize: ${chunkSize} }`})) results.push(result);`
}
`;
    case 'threads':
    case 'processes':
      return `import { isMain, Pool } from 'parallel-profiler';

// Every worker loads this module too; only the main program may make the pool.
if (isMain) {
  await using pool = new Pool(import.meta.url, { kind: '${strategy}', processes: ${workers} });
  const results = await pool.${spread ? 'starmap' : 'map'}(${target.name}, items${chunkSize === null ? '' : `, { chunkSize: ${chunkSize} }`});
}
`;
  }
}
