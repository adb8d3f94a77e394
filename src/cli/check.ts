import { relative, sep } from 'node:path';
import type { CheckedFile } from '../analysis/protocol.ts';
import type { DescribedFinding } from '../model/finding.ts';
import { staticCodes } from '../model/findings/index.ts';
import { checkFiles } from '../profile/check-files.ts';
import { describeHiddenTypes } from '../profile/plug-and-play.ts';
import { withMessage } from '../report/describe-finding.ts';
import type { CheckSummary } from '../report/formats/check-summary.ts';
import { formatFindingsGithub } from '../report/formats/format-findings-github.ts';
import { formatFindingsSarif } from '../report/formats/format-findings-sarif.ts';
import { formatFindingsText } from '../report/formats/format-findings-text.ts';
import { formatFindingsUnix } from '../report/formats/format-findings-unix.ts';
import { revealCharacters } from '../report/reveal-characters.ts';
import { overrideSeverities } from '../report/override-severities.ts';
import { closest } from '../report/closest.ts';
import type { CheckCommand } from './commands.ts';
import { compileCache, findingPages, type Installation, readVersion } from './installation.ts';
import { checkOut, colours, writeResult } from './output.ts';
import { describeIgnored, findSources } from './source-files.ts';
import { UsageError } from './usage.ts';

/**
 * Prints the findings.
 * @returns 1 for an error or too many warnings, 2 if a file could not be checked
 * @throws UsageError if no file matches
 */
export async function check(command: CheckCommand, installation: Installation): Promise<number> {
  checkOut(command.out);
  const cwd = process.cwd();
  const { files, ignored } = findSources(command.patterns, cwd, command.exclude);
  for (const code of Object.keys(command.severities))
    if (!staticCodes.some((known) => known === code)) throw unknownCode(code, staticCodes);
  const shown = (file: string): string => relative(cwd, file).replaceAll(sep, '/');
  const all: CheckedFile[] = [];
  await checkFiles(
    { program: installation.analysis.thread.server, files, scope: command.pitfalls, compileCache: compileCache() },
    (file) => {
      all.push(file);
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${all.length} of ${files.length} files`);
    },
  );
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const problems = all.map((file) => problemWith(file, shown(file.file))).filter((problem) => problem !== null);
  const findings = all.flatMap((file) => overrideSeverities(file.findings, command.severities).map(withMessage));
  const version = readVersion(installation);
  const summary = { findings, files: files.length - problems.length, notChecked: problems.length, shown, version };
  await writeResult(draw(command, summary, installation), command.out);
  if (ignored.size > 0) console.error(`Left out: ${describeIgnored(ignored)}.`);
  const hidden = describeHiddenTypes(files);
  if (hidden !== null) console.error(hidden);
  for (const problem of problems) console.error(revealCharacters(problem, { keepLines: true }));
  const tolerated = command.allowSyntaxErrors ? all.filter(({ syntaxError }) => syntaxError).length : 0;
  return problems.length > tolerated ? 2 : exitCode(command, findings);
}

function unknownCode(code: string, codes: readonly string[]): UsageError {
  const meant = closest(code, codes);
  return new UsageError(
    `--severity expects the code of a finding, found "${code}". ` +
      (meant === null ? `There are: ${codes.join(', ')}.` : `Did you mean ${meant}?`),
  );
}

function draw(command: CheckCommand, summary: CheckSummary, installation: Installation): string {
  switch (command.format) {
    case 'text':
      return formatFindingsText(summary, { colour: colours(command.out) });
    case 'unix':
      return formatFindingsUnix(summary);
    case 'json':
      return JSON.stringify(summary.findings, null, 2);
    case 'sarif':
      return formatFindingsSarif(summary, findingPages(installation));
    case 'github':
      return formatFindingsGithub(summary);
  }
}

function exitCode({ maxWarnings }: CheckCommand, findings: readonly DescribedFinding[]): number {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.filter(({ severity }) => severity === 'warning').length;
  if (maxWarnings !== null && warnings > maxWarnings)
    console.error(
      `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}, at most ${maxWarnings} allowed (--max-warnings).`,
    );
  return errors > 0 || (maxWarnings !== null && warnings > maxWarnings) ? 1 : 0;
}

function problemWith({ syntaxError, error }: CheckedFile, name: string): string | null {
  if (syntaxError) {
    const { line, column } = syntaxError.location;
    return `${name}:${line}:${column}: not checked, it does not parse: ${syntaxError.message}`;
  }
  return error ? `${name}: not checked, the analysis failed: ${error.message}` : null;
}
