import type { DescribedFinding, Severity } from '../../model/finding.ts';
import { revealAll } from '../reveal-all.ts';
import { revealCharacters } from '../reveal-characters.ts';
import { paint } from './ansi.ts';
import type { CheckSummary } from './check-summary.ts';

const words: Record<Severity, string> = { error: 'error', warning: 'warning', information: 'info', hint: 'hint' };
const colours = { error: 'red', warning: 'yellow', information: 'blue', hint: 'dim' } as const;

/** Returns findings for a terminal, grouped by file with location, message and code, then their counts. */
export function formatFindingsText(
  { findings: given, files, notChecked, shown: name }: CheckSummary,
  options: { colour: boolean },
): string {
  const findings = revealAll(given);
  const shown = (file: string): string => revealCharacters(name(file));
  const ink = paint(options.colour);
  const byFile = new Map<string, DescribedFinding[]>();
  for (const finding of findings) {
    const inFile = byFile.get(finding.location.file);
    if (inFile) inFile.push(finding);
    else byFile.set(finding.location.file, [finding]);
  }
  const blocks = [...byFile].map(([file, inFile]) => [ink.underline(shown(file)), ...inFile.map(line)].join('\n'));
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const counts = (['error', 'warning', 'information', 'hint'] as const)
    .filter((severity) => count(severity) > 0)
    .map((severity) => ink[colours[severity]](plural(count(severity), words[severity])));
  const checked =
    counts.length === 0
      ? `No findings in ${plural(files, 'file')}.`
      : `${counts.join(', ')} in ${byFile.size} of ${plural(files, 'file')}.`;
  const others = notChecked === 0 ? '' : `${plural(notChecked, 'file')} not checked.`;
  const summary = [files === 0 ? '' : checked, others].filter((part) => part !== '').join(' ');
  return [...blocks, summary].join('\n\n');

  function line({ location, severity, message, code, related }: DescribedFinding): string {
    const place = ink.dim(`${location.line}:${location.column}`.padStart(8));
    const head = `${place}  ${ink[colours[severity]](words[severity].padEnd(7))}  ${message}  ${ink.dim(code)}`;
    const notes = (related ?? []).map(({ location: other, note }) => {
      const where = other.file === location.file ? `line ${other.line}` : `${shown(other.file)}:${other.line}`;
      return ink.dim(`${' '.repeat(19)}${note}: ${where}`);
    });
    return [head, ...notes].join('\n');
  }
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 || noun === 'info' ? '' : 's'}`;
}
