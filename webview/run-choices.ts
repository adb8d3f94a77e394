import type { RunChoices } from './protocol.ts';

/** The settings of the next run as typed. */
export interface WrittenChoices {
  count: string;
  budget: string;
  workers: string;
  strategies: NonNullable<RunChoices['strategies']>;
}

const MOST_ITEMS = 9_999_999;
const MOST_SECONDS = 3600;
const MOST_WORKERS = 1024;
const MOST_COUNTS = 16;

/** Reads the settings of a run. An empty field means that of the workspace. */
export function readRunChoices(
  written: WrittenChoices,
): { choices: RunChoices; problem: null } | { choices: null; problem: string } {
  const refuse = (problem: string): { choices: null; problem: string } => ({ choices: null, problem });
  const choices: RunChoices = {};
  const count = written.count.trim();
  if (count !== '') {
    if (!isWhole(count, MOST_ITEMS))
      return refuse(`Items: expected a whole number from 1 to ${MOST_ITEMS}, found "${count}".`);
    choices.count = Number(count);
  }
  const budget = written.budget.trim();
  if (budget !== '') {
    const seconds = Number(budget);
    if (!(seconds >= 1 && seconds <= MOST_SECONDS))
      return refuse(`Time limit: expected 1 to ${MOST_SECONDS} seconds, found "${budget}".`);
    choices.budgetSeconds = seconds;
  }
  const workers = written.workers.split(/[\s,]+/).filter((part) => part !== '');
  if (workers.length > 0) {
    const wrong = workers.find((part) => !isWhole(part, MOST_WORKERS));
    if (wrong !== undefined)
      return refuse(`Workers: expected whole numbers from 1 to ${MOST_WORKERS}, such as 1, 2, 4, found "${wrong}".`);
    if (workers.length > MOST_COUNTS)
      return refuse(`Workers: expected at most ${MOST_COUNTS} numbers, found ${workers.length}.`);
    choices.workers = [...new Set(workers.map(Number))];
  }
  if (written.strategies.length === 0) return refuse('Strategies: choose at least one.');
  choices.strategies = written.strategies;
  return { choices, problem: null };
}

function isWhole(text: string, most: number): boolean {
  return /^[1-9]\d*$/.test(text) && Number(text) <= most;
}
