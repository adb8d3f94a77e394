import { createRequire } from 'node:module';

/**
 * Loads a built-in module of Node the CommonJS way. `import` reads every property to export it, and `fs.promises` alone
 * takes longer to load than all of the hooks; they start with every worker, and its start is measured.
 */
export const loadBuiltin = createRequire(import.meta.url);
