// Runs a prepared target as the engine does: in this thread, then in a pool of threads and a pool of processes. Prints
// one line of JSON. Plain JavaScript, since every Node that is tested has to run it.
const { dist, kinds, spread } = JSON.parse(process.argv[2]);
const { Pool } = await import(`${dist}/multiprocessing.mjs`);
const targetModule = `${dist}/target-module.mjs`;

/** Resolves to the values, or to what was thrown. */
async function attempt(run) {
  try {
    return { values: await run() };
  } catch (error) {
    return { error: { name: error.name, message: error.message, stack: error.stack } };
  }
}

async function runInPool(kind, items) {
  const pool = new Pool(targetModule, { kind, processes: 1 });
  try {
    return spread ? await pool.starmap('target', items) : await pool.map('target', items);
  } finally {
    await pool.terminate();
  }
}

const outcome = { load: null, inputs: null, runs: {} };
const loaded = await attempt(async () => [await (await import(targetModule)).loadTarget()]);
outcome.load = loaded.error ?? null;
if (loaded.values) {
  const [{ target, inputs }] = loaded.values;
  const items = await attempt(inputs);
  outcome.inputs = items.error ?? items.values;
  if (items.values) {
    outcome.runs.serial = await attempt(async () => {
      const results = [];
      for (const item of items.values) results.push(await (spread ? target(...item) : target(item)));
      return results;
    });
    for (const kind of kinds) outcome.runs[kind] = await attempt(() => runInPool(kind, items.values));
  }
}
console.log(`\n${JSON.stringify(outcome)}`);
