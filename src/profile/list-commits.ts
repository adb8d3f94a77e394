import { findRepository, type NamedCommit } from './check-out.ts';
import { ProfileError } from './profile-error.ts';
import { runGit } from './run-git.ts';

/** A commit to compare with. */
export interface ListedCommit extends NamedCommit {
  /** As git abbreviates it. */
  shortId: string;
  /** Branches and tags that point to it. */
  names: string[];
  /** Seconds since 1970. */
  committedAt: number;
  /** Its age as git writes it: `3 days ago`. */
  age: string;
}

/** Separates fields; no name or subject can hold it. */
const NUL = '%x00';

/**
 * Returns the commits of a repository, newest first: those of the checked-out branch and the tips of the other branches and tags.
 * @param file a file of the repository
 * @param most commits of the checked-out branch
 * @throws ProfileError outside a repository, or when it has no commit
 */
export async function listCommits(file: string, most = 50): Promise<ListedCommit[]> {
  const { root } = await findRepository(file);
  const format = `--format=${['%H', '%h', '%D', '%ct', '%cr', '%s'].join(NUL)}`;
  const decorate = ['--decorate=short', '--decorate-refs-exclude=HEAD'];
  const branch = await runGit(root, ['log', `-${most}`, format, ...decorate, 'HEAD', '--']);
  if (branch.code !== 0)
    throw new ProfileError(
      'load',
      `Expected a repository with a commit, found none in ${root}. Commit the code that you want to compare with.`,
    );
  const tips = await runGit(root, [
    'log',
    `-${most}`,
    '--no-walk=sorted',
    format,
    ...decorate,
    '--branches',
    '--tags',
    '--remotes',
    '--',
  ]);
  const commits = new Map<string, ListedCommit>();
  for (const line of `${branch.stdout}\n${tips.code === 0 ? tips.stdout : ''}`.split('\n')) {
    const [id = '', shortId = '', names = '', seconds = '', age = '', subject = ''] = line.split('\0');
    if (id === '' || commits.has(id)) continue;
    commits.set(id, { id, shortId, names: namesOf(names), committedAt: Number(seconds), age, subject });
  }
  return [...commits.values()].sort((a, b) => b.committedAt - a.committedAt);
}

/** `HEAD -> main, tag: v1` -> `main`, `v1`. */
function namesOf(decoration: string): string[] {
  return decoration
    .split(', ')
    .map((name) => name.replace(/^(?:HEAD -> |tag: )/, ''))
    .filter((name) => name !== '' && name !== 'HEAD');
}
