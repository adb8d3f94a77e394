import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignorePackage, { type Ignore } from 'ignore';

// The package is CommonJS with types of an ES module.
const ignore = ignorePackage.default;

/** The reason why a file that was found is not checked. */
export type IgnoreReason = 'gitignore' | 'excluded' | 'generated';

/** Decides which of the found files are not to be checked, as git does, by `--exclude`, and by their text. */
export class IgnoredFiles {
  readonly #cwd: string;
  readonly #excluded: Ignore;
  readonly #rules = new Map<string, Ignore | null>();
  readonly #roots = new Map<string, string | null>();
  readonly #folders = new Map<string, boolean>();

  /** @param exclude patterns of `--exclude`, in the syntax of .gitignore, relative to `cwd` */
  constructor(cwd: string, exclude: readonly string[]) {
    this.#cwd = cwd;
    this.#excluded = ignore().add([...exclude]);
  }

  /** Returns why a file is left out, or `null`. `within`: the folder that was searched; if git ignores it, it is meant. */
  reasonFor(file: string, within: string): IgnoreReason | null {
    const fromHere = slashed(relative(this.#cwd, file));
    if (fromHere !== '' && !fromHere.startsWith('..') && this.#excluded.ignores(fromHere)) return 'excluded';
    if (!this.#ignoresFolder(within) && (this.#ignoresFolder(dirname(file)) || this.#decide(file, false)))
      return 'gitignore';
    return isGenerated(file) ? 'generated' : null;
  }

  /** A later pattern cannot re-include a file inside an ignored folder. */
  #ignoresFolder(folder: string): boolean {
    const known = this.#folders.get(folder);
    if (known !== undefined) return known;
    const root = this.#rootOf(folder);
    const ignored =
      root !== null && folder !== root && (this.#ignoresFolder(dirname(folder)) || this.#decide(folder, true));
    this.#folders.set(folder, ignored);
    return ignored;
  }

  /** The nearest .gitignore with a matching pattern decides. */
  #decide(path: string, isFolder: boolean): boolean {
    const root = this.#rootOf(dirname(path));
    if (root === null) return false;
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const name = slashed(relative(folder, path)) + (isFolder ? '/' : '');
      const { ignored, unignored } = this.#rulesOf(folder)?.test(name) ?? { ignored: false, unignored: false };
      if (ignored || unignored) return ignored;
      if (folder === root) return false;
    }
  }

  #rulesOf(folder: string): Ignore | null {
    const known = this.#rules.get(folder);
    if (known !== undefined) return known;
    const texts = ['.gitignore', '.git/info/exclude']
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path));
    const rules = texts.length === 0 ? null : ignore().add(texts.map((path) => readFileSync(path, 'utf8')).join('\n'));
    this.#rules.set(folder, rules);
    return rules;
  }

  /** The folder of the repository; `null` outside of one. */
  #rootOf(folder: string): string | null {
    const known = this.#roots.get(folder);
    if (known !== undefined) return known;
    const parent = dirname(folder);
    const root = existsSync(join(folder, '.git')) ? folder : parent === folder ? null : this.#rootOf(parent);
    this.#roots.set(folder, root);
    return root;
  }
}

const isJavaScript = /\.[cm]?jsx?$/i;
const generatedBanner = /@generated\b|\bDO NOT EDIT\b|\bautomatically generated\b|\bauto-?generated (file|code|by)\b/i;
const bundleMarks = /^\/\/# sourceMappingURL=|\b__webpack_(require|modules)__\b|\b__commonJS(Min)?\s*=\s*\(/m;
/** Bytes that are read of each end of a file. */
const SAMPLE_BYTES = 8192;
/** People do not write lines of this length on average. */
const MINIFIED_LINE_LENGTH = 300;

/** Minified, bundled or written by a program: findings there belong to the sources. */
function isGenerated(file: string): boolean {
  if (/\.min\.[cm]?js$/i.test(file)) return true;
  const { size } = statSync(file);
  const handle = openSync(file, 'r');
  try {
    const read = (at: number): string => {
      const bytes = Buffer.alloc(Math.min(SAMPLE_BYTES, size));
      readSync(handle, bytes, 0, bytes.length, at);
      return bytes.toString('utf8');
    };
    const start = read(0);
    const banner = /^(?:#![^\n]*\n|\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(start)?.[0] ?? '';
    if (generatedBanner.test(banner)) return true;
    if (!isJavaScript.test(file)) return false;
    if (start.length > 1000 && start.length / start.split('\n').length > MINIFIED_LINE_LENGTH) return true;
    return bundleMarks.test(start) || bundleMarks.test(read(Math.max(0, size - SAMPLE_BYTES)));
  } finally {
    closeSync(handle);
  }
}

function slashed(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}
