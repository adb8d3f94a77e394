import { revealCharacters } from '../reveal-characters.ts';
import type { CheckSummary } from './check-summary.ts';

const words = { error: 'error', warning: 'warning', information: 'info', hint: 'info' } as const;

/** Returns a line for each finding, as compilers print them: `src/a.ts:5:3: warning: message [code]`. */
export function formatFindingsUnix({ findings, shown }: CheckSummary): string {
  return findings
    .map(({ severity, location: { file, line, column }, code, message }) =>
      revealCharacters(`${shown(file)}:${line}:${column}: ${words[severity]}: ${message} [${code}]`),
    )
    .join('\n');
}
