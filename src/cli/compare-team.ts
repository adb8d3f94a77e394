import { relative } from 'node:path';
import type { CommitComparison } from '../model/commit-comparison.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { readTeamFunctions, type TeamFunction } from '../profile/read-team-profile.ts';
import {
  formatCommitComparisonMarkdown,
  formatCommitComparisonText,
} from '../report/formats/format-commit-comparison.ts';
import { counted } from '../report/numbers-in-words.ts';
import type { CompareTeamCommand } from './commands.ts';
import { isTooSlow, measureAt } from './compare-commits.ts';
import type { Installation } from './installation.ts';
import { checkOut, textOptions, writeResult } from './output.ts';
import { UsageError } from './usage.ts';

/**
 * Measures all functions of the team file at two commits and prints the differences.
 * @returns 0; 1 if one became slower than the team file or --max-slowdown allows; 130 if it was interrupted
 * @throws UsageError if there is no team file, or a function cannot be measured
 */
export async function compareTeam(command: CompareTeamCommand, installation: Installation): Promise<number> {
  checkOut(command.out);
  const functions = readFunctions();
  const comparisons: CommitComparison[] = [];
  let missed = 0;
  for (const { file, functionName, profile } of functions) {
    const { base, head, nodePath } = command;
    const asked = {
      file,
      functionName,
      inputs: null,
      inputsFile: null,
      generated: null,
      inputsCount: null,
      spread: null,
    };
    const budgetSeconds = command.budgetSeconds ?? profile.budgetSeconds ?? null;
    const code = await measureAt({ ...asked, base, head, nodePath, budgetSeconds }, installation, (comparison) => {
      comparisons.push(comparison);
      return Promise.resolve(isTooSlow(comparison, profile.maxSlowdown ?? command.maxSlowdown) ? 1 : 0);
    });
    if (code > 1) return code;
    missed += code;
  }
  await writeResult(draw(comparisons, command), command.out);
  return missed > 0 ? 1 : 0;
}

function readFunctions(): TeamFunction[] {
  try {
    const functions = readTeamFunctions(process.cwd());
    if (functions.length > 0) return functions;
  } catch (error) {
    if (error instanceof ProfileError) throw new UsageError(error.message);
    throw error;
  }
  throw new UsageError(
    'Expected functions in .vscode/parallel-profiler.json, found none. Save the inputs of a function for the team first.',
  );
}

function draw(comparisons: readonly CommitComparison[], { format, out }: CompareTeamCommand): string {
  switch (format) {
    case 'text': {
      const options = textOptions(out, 120);
      return comparisons.map((each) => `${shown(each)}\n${formatCommitComparisonText(each, options)}`).join('\n');
    }
    case 'json':
      return JSON.stringify(comparisons, null, 2);
    case 'markdown': {
      const changed = comparisons.filter(({ outcome }) => outcome === 'faster' || outcome === 'slower').length;
      const head = `**${changed} of ${counted(comparisons.length, 'function')} changed.**`;
      return [head, ...comparisons.map(formatCommitComparisonMarkdown)].join('\n\n');
    }
  }
}

function shown({ target }: CommitComparison): string {
  return `${relative('', target.file)}#${target.name}`;
}
