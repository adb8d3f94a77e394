import { createRequire } from 'node:module';

/**
 * Loads a built-in module of Node through `require`. `import` reads every property to export it, and `fs.promises`
 * alone takes longer to load than all of the hooks. The hooks run in every worker, whose start-up is measured.
 */
export const loadBuiltin = createRequire(import.meta.url);
