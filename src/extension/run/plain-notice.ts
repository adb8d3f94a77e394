import { revealCharacters } from '../../report/reveal-characters.ts';

/** Enough to recognise a path by. */
const longest = 300;

/**
 * A text from a report, fit for a notification. There, VS Code makes a link of `[text](command:...)`, which runs a command
 * when it is clicked.
 */
export function plainNotice(text: string): string {
  const shown = revealCharacters(text).replaceAll('](', '] (');
  return shown.length <= longest ? shown : `${shown.slice(0, longest)}…`;
}
