// Kept because programs may replace them.
export const { apply, construct } = Reflect;

/** Failures of the recorder in this thread. The program never sees them. */
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
