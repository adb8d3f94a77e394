/** What the recorder could not do in this thread; the program never sees it. */
const problems: unknown[] = [];

/** Runs a part of the recorder so that its failure never reaches the program. */
export function quietly<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    if (problems.length < 10) problems.push(error);
    return undefined;
  }
}
