import { revealCharacters } from '../../report/reveal-characters.ts';

/** Enough to recognise a path. */
const longest = 300;

/**
 * Makes a text from a report safe for a notification, where VS Code turns `[text](command:...)` into a link that runs a
 * command.
 */
export function plainNotice(text: string): string {
  const shown = revealCharacters(text).replaceAll('](', '] (');
  return shown.length <= longest ? shown : `${shown.slice(0, longest)}…`;
}
