/**
 * Doubles a number, but takes the whole process along when it does not like it. It happens in programs that were only
 * ever run from a shell; here it must end neither the profiler nor the editor.
 *
 * @inputs [1, 2, -1, 3]
 */
export function doubleOrExit(number: number): number {
  if (number < 0) process.exit(3);
  return number * 2;
}
