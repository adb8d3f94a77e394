/** A mistake in the arguments: expected, found, what to do. Ends the program with exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const run = `Usage: parallel-profiler run <file>#<function> [options]

Profiles a function serially and in worker pools, and prints the report.

Inputs (default: those of .vscode/parallel-profiler.json, else the @inputs tag, else calls of the function
in the file, else calls in other files of the repository, tests last)
  --inputs <expression>       an array, as a TypeScript expression in the scope of the file: "range(1000)"
                              range(stop) and range(start, stop, step) are as in Python, unless the file has a range.
  --inputs-file <json>        a JSON file that holds the array
  --inputs-generated <n>      n items made from the types of the parameters
  --seed <n>                  which ones: the same seed gives the same items (default: 1)
  --inputs-count <n>          exactly n items: the first ones, or all of them again from the start
                              Of a function with several parameters, each item is the list of its arguments.

What is measured
  --strategies <list>         of serial, async, threads, processes (default: all that apply)
  --workers <list>|auto       worker counts, for instance 1,2,4 (default: auto)
  --chunk-size <n>|auto       items per message to a worker (default: auto)
  --budget <seconds>          how long the measurement may take (default: 10)
  --target-cores <n>          predict the speedup for a machine with so many cores
  --node <path>               the Node.js to run the function with (default: node of the PATH)

Output
  --format <format>           text, json, markdown, html, csv or trace (default: text)
  --out <path>                write the report to a file instead of standard output
  --cpu-profile <dir>         also write .cpuprofile files of the serial run and of each worker
  --min-speedup <x>           exit with 1 unless a strategy is at least x times as fast as the serial run

Exit codes: 0 done, 1 --min-speedup missed, 2 could not run, 130 interrupted.`;

const check = `Usage: parallel-profiler check <file or glob>... [options]

Reads TypeScript and JavaScript, runs nothing, and reports what would bite when it runs in parallel: about parallel code
everywhere, and about functions that carry an @inputs tag or are handed to a pool.

  --format <format>           text, json, sarif or github (default: text)
  --pitfalls candidates|all   what would happen in a worker: of those functions, or of all that could run in one
                              (default: candidates)
  --severity <code>=<level>   error, warning, information, hint or off for one kind of finding; may be repeated
  --max-warnings <n>          exit with 1 when there are more warnings than n
  --out <path>                write the findings to a file instead of standard output

docs/pitfalls has a page for each code. A finding is silenced by a comment on the line above it: // parallel-profiler-ignore <code>: <reason>

Exit codes: 0 done, 1 an error was found or too many warnings, 2 could not run.`;

const list = `Usage: parallel-profiler list <file> [options]

Lists the functions of a file, and for those that cannot be profiled the reason.

  --format <format>           text or json (default: text)
  --out <path>                write the list to a file instead of standard output

Exit codes: 0 done, 2 could not run.`;

const compare = `Usage: parallel-profiler compare --commits <base> <head> <file>#<function> [options]
       parallel-profiler compare <before.json> <after.json> [options]

Checks out both commits into temporary folders and measures the function of both in turn, in pairs of fresh processes with
the same inputs, until the answer is certain.

  --commits <base> <head>     as git names them; <head> may be worktree, for the files as they are
  --budget <seconds>          how long the measurement may take, without the checkouts (default: 20)
                              The inputs are those of <base>, or given by the options of run; --node is as for run.

Without --commits, compares two reports that run --format json wrote: the time per item and the speedup of each strategy, and
whether the difference is beyond the noise. Lists what else differs between the runs (machine, Node, inputs ...). This is
weaker: the machine may have changed between the runs.

  --format <format>           text, json or markdown (default: text)
  --max-slowdown <percent>    exit with 1 when the function (or a strategy) takes more than so much longer per item, beyond the noise
  --max-speedup-loss <percent> exit with 1 when a speedup fell by more than so much, beyond the noise; unlike times, speedups
                              can be compared across days on one machine that is not equally fast
  --out <path>                write the comparison to a file instead of standard output

Exit codes: 0 done, 1 a limit was missed, 2 could not run.`;

const predict = `Usage: parallel-profiler predict <report.json> --cores <list> [options]

Predicts the speedup on other machines from a report that run --format json wrote. Runs nothing.

  --cores <list>              numbers of cores, for instance 8,16,64
  --workers <n>               workers in the pool (default: as many as cores)
  --items <n>                 items in a pass (default: as many as were measured)
  --bandwidth <x>             memory bandwidth of the other machine relative to the measured one (default: 1)
  --strategy <kind>           threads or processes (default: as in the report's own prediction)
  --format <format>           text or json (default: text)
  --out <path>                write the prediction to a file instead of standard output

Exit codes: 0 done, 2 could not run.`;

const general = `Usage: parallel-profiler <command> [options]

  run <file>#<function>       profile a function serially and in worker pools
  check <file or glob>...     find what would bite when code runs in parallel
  compare --commits <base> <head> <file>#<function>
                              compare a function at two commits
  compare <before> <after>    compare two reports, for instance of different days
  predict <report>            predict the speedup on other machines from a report
  list <file>                 list the functions of a file that can be profiled

  --help                      this text, or that of a command
  --version                   the version

Example: parallel-profiler run src/images.ts#resize --inputs "range(1000)" --workers 1,2,4`;

/** The help texts by command; `null`: of the program. */
export const usage = { run, check, list, compare, predict, general } as const;

export type CommandName = 'run' | 'check' | 'list' | 'compare' | 'predict';
