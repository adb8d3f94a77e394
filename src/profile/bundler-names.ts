import { dirname } from 'node:path';
import { readManifest } from './package-scope.ts';

/** The tools that supply modules or names during a build, by their package: the more specific first. */
const builders: readonly (readonly [dependency: string, name: string])[] = [
  ['@sveltejs/kit', 'SvelteKit'],
  ['astro', 'Astro'],
  ['nuxt', 'Nuxt'],
  ['next', 'Next.js'],
  ['vite', 'Vite'],
  ['@rspack/core', 'Rspack'],
  ['webpack', 'webpack'],
  ['parcel', 'Parcel'],
  ['rollup', 'Rollup'],
  ['esbuild', 'esbuild'],
];

/** Returns the name of the bundler that builds a file, by the dependencies of the packages around it. */
export function bundlerOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const installed = new Set(dependenciesOf(folder));
    const found = builders.find(([dependency]) => installed.has(dependency));
    if (found) return found[1];
    if (dirname(folder) === folder) return 'a bundler';
  }
}

/** Returns the names of the packages that the package.json in a folder lists; none if there is no such file. */
export function dependenciesOf(folder: string): string[] {
  const manifest = manifestIn(folder) ?? {};
  const lists = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
  return lists.flatMap((list) => Object.keys((manifest[list] as object | null | undefined) ?? {}));
}

/** Modules that no file and no package has, by their specifier, and who supplies them. */
const supplied: readonly (readonly [specifier: RegExp, supplier: string])[] = [
  [/^(virtual:|~icons\/|\0)/, 'a plugin of the bundler creates during the build'],
  [/^\$(app|env|lib|service-worker)(\/|$)/, 'SvelteKit creates during the build'],
  [/^astro:/, 'Astro creates during the build'],
  [/^#(app|imports|build|components|head)(\/|$)/, 'Nuxt creates during the build'],
  [/^@(theme|site|generated|docusaurus)\//, 'Docusaurus creates during the build'],
  [/^cloudflare:/, 'only Cloudflare Workers have'],
  [/^bun(:|$)/, 'only Bun has'],
  [/^(npm|jsr|https?):/, 'only Deno loads'],
  [/^k6(\/|$)/, 'only k6 has'],
  [/^vscode$/, 'only extensions of VS Code can load, inside the editor'],
  [/^electron(\/|$)/, 'only Electron has'],
  [/^[-!]*[\w-]+-loader[?!]/, 'is written in the loader syntax of webpack, which only webpack reads'],
];

/** Returns the predicate of a sentence about a module that does not exist outside of another program. */
export function supplierOf(specifier: string): string | null {
  return supplied.find(([pattern]) => pattern.test(specifier))?.[1] ?? null;
}

/** A package.json above the user's own may not parse; loading does not depend on it. */
function manifestIn(folder: string): Record<string, unknown> | null {
  try {
    return readManifest(folder);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
