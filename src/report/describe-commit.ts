import type { Commit } from '../model/report.ts';

/** `3f2a91c`, `3f2a91c with changes`: as short as git shows it. */
export function describeCommit({ id, dirty }: Commit): string {
  const changes = dirty === true ? ' with changes' : '';
  return id.slice(0, 7) + changes;
}
