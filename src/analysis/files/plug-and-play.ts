import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** A package that the tables list; paths have forward slashes and no slash at the end. */
interface ListedPackage {
  /** Name and reference of each dependency, by the name under which code imports it. */
  dependencies: ReadonlyMap<string, Locator>;
  mayFallBack: boolean;
}

/** The name and the reference of a package: `['lodash', 'npm:4.17.21']`. */
type Locator = readonly [name: string | null, reference: string | null];

/**
 * Returns the file with which Yarn Plug'n'Play resolves the packages of a file, which have no node_modules folder;
 * `null` if the file is not in such a project. The file is code of the project: only measured processes run it.
 * https://yarnpkg.com/features/pnp
 */
export function plugAndPlayFile(file: string): string | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = plugAndPlayIn(folder);
    if (found !== null) return found;
    if (dirname(folder) === folder) return null;
  }
}

/** Returns the file of Plug'n'Play in a folder; `null` if it has none. */
export function plugAndPlayIn(folder: string): string | null {
  return ['.pnp.cjs', '.pnp.js'].map((name) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

/**
 * The tables of a Plug'n'Play file: where packages are, and which of them each package may import. Reads the data without
 * running the file, as https://yarnpkg.com/advanced/pnp-spec describes.
 */
export class PlugAndPlay {
  readonly #packages = new Map<string, ListedPackage>();
  readonly #locations = new Map<string, string>();
  readonly #fallbacks: ReadonlyMap<string, Locator>;

  private constructor(folder: string, data: RuntimeState) {
    const excluded = new Set(
      (data.fallbackExclusionList ?? []).flatMap(([name, references]) =>
        references.map((reference) => keyOf([name, reference])),
      ),
    );
    let topLevel: ReadonlyMap<string, Locator> = new Map();
    for (const [name, versions] of data.packageRegistryData)
      for (const [reference, { packageLocation, packageDependencies, discardFromLookup }] of versions) {
        const location = posix.join(folder, packageLocation).replace(/\/$/, '');
        const key = keyOf([name, reference]);
        this.#locations.set(key, location);
        if (discardFromLookup === true) continue;
        const dependencies = dependenciesOf(packageDependencies);
        if (name === null) topLevel = dependencies;
        this.#packages.set(location, { dependencies, mayFallBack: !excluded.has(key) });
      }
    this.#fallbacks =
      data.enableTopLevelFallback === true
        ? new Map([...topLevel, ...dependenciesOf(data.fallbackPool ?? [])])
        : new Map();
  }

  /** Returns the tables of a `.pnp.cjs`; `null` if the file, or the data beside it, cannot be read. */
  static read(file: string): PlugAndPlay | null {
    try {
      const folder = dirname(file).replaceAll('\\', '/');
      return new PlugAndPlay(folder, dataOf(file));
    } catch {
      return null;
    }
  }

  has(location: string): boolean {
    return this.#packages.has(location);
  }

  /** Returns where the package is that code of the package at `location` imports by a name; `null` if it may not. */
  resolve(location: string, name: string): string | null {
    const listed = this.#packages.get(location);
    if (!listed) return null;
    const locator = listed.dependencies.get(name) ?? (listed.mayFallBack ? this.#fallbacks.get(name) : undefined);
    return locator === undefined ? null : (this.#locations.get(keyOf(locator)) ?? null);
  }

  /** Returns the names that code of the package at `location` may import. */
  namesIn(location: string): string[] {
    return [...(this.#packages.get(location)?.dependencies.keys() ?? [])];
  }
}

/** The data that Yarn writes; references are `null` for peer dependencies that nobody provides. */
interface RuntimeState {
  enableTopLevelFallback?: boolean;
  fallbackExclusionList?: [name: string | null, references: (string | null)[]][];
  fallbackPool?: Dependency[];
  packageRegistryData: [
    name: string | null,
    versions: [
      reference: string | null,
      {
        packageLocation: string;
        packageDependencies: Dependency[];
        discardFromLookup?: boolean;
      },
    ][],
  ][];
}

type Dependency = [name: string, reference: string | [name: string, reference: string] | null];

/** Since Yarn 4 the data is a string in the file, before it was an object; with `pnpEnableInlining: false`, a file beside it. */
function dataOf(file: string): RuntimeState {
  const beside = join(dirname(file), '.pnp.data.json');
  const text = readFileSync(file, 'utf8');
  return JSON.parse(
    stringAfter(text, 'RAW_RUNTIME_STATE =') ??
      objectAfter(text, 'hydrateRuntimeState(') ??
      readFileSync(beside, 'utf8'),
  ) as RuntimeState;
}

function stringAfter(text: string, marker: string): string | null {
  const start = text.indexOf("'", startOf(text, marker));
  if (startOf(text, marker) === Infinity || start < 0) return null;
  let end = start + 1;
  while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1;
  return text.slice(start + 1, end).replaceAll(/\\([^])/g, '$1');
}

function objectAfter(text: string, marker: string): string | null {
  const start = startOf(text, marker);
  const end = text.indexOf(', {basePath', start);
  return text[start] === '{' && end > start ? text.slice(start, end) : null;
}

/** Returns the position behind a marker; infinite if the text does not have it. */
function startOf(text: string, marker: string): number {
  const at = text.indexOf(marker);
  return at < 0 ? Infinity : at + marker.length;
}

function dependenciesOf(written: readonly Dependency[]): Map<string, Locator> {
  const found = new Map<string, Locator>();
  for (const [name, reference] of written)
    if (reference !== null) found.set(name, typeof reference === 'string' ? [name, reference] : reference);
  return found;
}

function keyOf([name, reference]: Locator): string {
  return JSON.stringify([name, reference]);
}
