import type { ComparedCommit } from '../model/commit-comparison.ts';
import type { Commit } from '../model/report.ts';

/** `3f2a91c`, `3f2a91c with changes`: as short as git shows it. */
export function describeCommit({ id, dirty }: Commit): string {
  const changes = dirty === true ? ' with changes' : '';
  return id.slice(0, 7) + changes;
}

/** `3f2a91c "Sort once"`, `the working tree at 3f2a91c "Sort once"`. */
export function describeComparedCommit({ id, subject, isWorktree }: ComparedCommit): string {
  return `${isWorktree ? 'the working tree at ' : ''}${id.slice(0, 7)} "${subject}"`;
}
