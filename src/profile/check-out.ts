import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { linkNodeModules } from './link-node-modules.ts';
import { ProfileError } from './profile-error.ts';
import { runGit } from './run-git.ts';

export interface NamedCommit {
  /** The full hexadecimal id. */
  id: string;
  subject: string;
}

/**
 * Returns the root of the repository that a file belongs to, and the file's path in it. The file itself may be missing.
 * @throws ProfileError outside a repository
 */
export async function findRepository(file: string): Promise<{ root: string; path: string }> {
  let folder = dirname(file);
  let path = basename(file);
  while (!existsSync(folder) && dirname(folder) !== folder) {
    path = join(basename(folder), path);
    folder = dirname(folder);
  }
  const { code, stdout } = await runGit(folder, ['rev-parse', '--show-toplevel', '--show-prefix']);
  const [root = '', prefix = ''] = stdout.split('\n');
  if (code !== 0 || root === '')
    throw new ProfileError(
      'load',
      `Expected a file in a git repository, found that ${folder} is in none. Without one, compare two reports.`,
    );
  return { root: await realpath(root), path: join(prefix, path) };
}

/**
 * Resolves a name to a commit.
 * @param name any name that git accepts: a branch, a tag, `HEAD~1`, an id
 * @throws ProfileError if the repository has no such commit
 */
export async function resolveCommit(root: string, name: string): Promise<NamedCommit> {
  const { code, stdout } = await runGit(root, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ]);
  if (code !== 0)
    throw new ProfileError(
      'load',
      `Expected a commit, found "${name}", which the repository ${root} does not have. "git log --oneline --all" shows its commits; fetch it first if it is only on a remote.`,
    );
  const id = stdout.trim();
  const log = await runGit(root, ['log', '-1', '--format=%s', id, '--']);
  return { id, subject: log.stdout.trim() };
}

/** Begins the name of a checkout's temporary folder; the id of the process that removes it follows. */
const FOLDER = 'parallel-profiler-checkout-';

/** Removes checkouts of this repository whose processes were killed before they could. */
export async function removeAbandonedCheckouts(root: string): Promise<void> {
  const temporary = await realpath(tmpdir());
  const { stdout } = await runGit(root, ['worktree', 'list', '--porcelain']);
  for (const [, folder = ''] of stdout.matchAll(/^worktree (.+)$/gm)) {
    const parent = dirname(resolve(folder));
    const owner = new RegExp(`^${FOLDER}(\\d+)-`).exec(basename(parent))?.[1];
    // The list is the repository's: nothing outside of the folder for temporary files is removed.
    if (owner !== undefined && dirname(parent) === temporary && !isRunning(Number(owner)))
      await removeCheckout(root, folder);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Any other error means that the process exists.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** @returns whether git no longer lists it */
async function removeCheckout(root: string, folder: string): Promise<boolean> {
  // Before git, which could follow the links to installed packages.
  await rm(dirname(folder), { recursive: true, force: true, maxRetries: 3 });
  const { code } = await runGit(root, ['worktree', 'remove', '--force', '--force', folder]);
  return code === 0;
}

/** The files of a commit in a temporary folder. Disposing it removes them. */
export class Checkout {
  /** Absolute real path. */
  readonly folder: string;
  readonly #root: string;
  readonly #links: string[] = [];

  private constructor(root: string, folder: string) {
    this.#root = root;
    this.folder = folder;
  }

  /**
   * Checks a commit out into a git worktree with the installed packages of the repository. Does not change the user's
   * files or the index, and runs no hooks.
   * @throws ProfileError if git fails; the reason of the signal if it was aborted
   */
  static async create(root: string, { id }: NamedCommit, name: string, signal?: AbortSignal): Promise<Checkout> {
    signal?.throwIfAborted();
    const parent = await realpath(await mkdtemp(join(tmpdir(), `${FOLDER}${process.pid}-`)));
    const checkout = new Checkout(root, join(parent, name));
    try {
      const added = await runGit(root, ['worktree', 'add', '--detach', checkout.folder, id], signal);
      if (added.code !== 0)
        throw new ProfileError(
          'load',
          `Expected that git can check ${id.slice(0, 7)} out into ${checkout.folder}, found: ${added.stderr.trim()}. Try "git worktree add" by hand.`,
        );
      const files = await runGit(root, ['ls-tree', '-r', '-z', '--name-only', id], signal);
      const packageFiles = files.stdout.split('\0').filter((file) => /(?:^|\/)package\.json$/.test(file));
      checkout.#links.push(...linkNodeModules(root, checkout.folder, packageFiles));
      return checkout;
    } catch (error) {
      await checkout[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The links are removed first, so that no recursive removal can follow them.
    for (const link of this.#links) await unlink(link).catch(ignore);
    const gitFile = await readFile(join(this.folder, '.git'), 'utf8').catch(() => '');
    const registered = /^gitdir: (.+\/worktrees\/[^/]+)\s*$/.exec(gitFile)?.[1];
    // "git worktree prune" would also remove the user's worktrees on drives that are currently disconnected.
    if (!(await removeCheckout(this.#root, this.folder)) && registered !== undefined)
      await rm(registered, { recursive: true, force: true });
  }
}

/** A missing link needs no removal. */
function ignore(): void {
  return undefined;
}
