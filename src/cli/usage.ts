/** A mistake in the arguments: expected, found, what to do. Ends the program with exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

const run = `Usage: parallel-profiler run <file>#<function> [options]

Profiles a function serially and in worker pools, and prints a report.

Inputs (default: .vscode/parallel-profiler.json, else the @inputs tag, else calls of the function in its file, else
calls in other files of the repository, tests last)
  --inputs <expression>       a TypeScript expression for an array, evaluated in the scope of the file: "range(1000)"
                              range(stop) and range(start, stop, step) work as in Python unless the file declares range.
  --inputs-file <json>        a JSON file with the array
  --inputs-recorded "<cmd>"   run a command, such as "node --test", and record the arguments of the calls of the function
  --inputs-generated <n>      n items generated from the parameter types
  --seed <n>                  seed of the generator: the same seed and size give the same items (default: 1)
  --inputs-size <0-40>        size of the generated items; two more double the elements (default: the size at which a
                              call takes some milliseconds, found by trial calls)
  --inputs-count <n>          use exactly n items: the first n, or all of them repeatedly
                              For a function with several required parameters, each item is an array of its arguments.
  --spread, --no-spread       pass an item that is an array as the arguments, or as the first one. For a function whose
                              other parameters are optional, items are the first argument unless its type, such as
                              number, excludes arrays, you give --spread, or you put ... before the expression:
                              /** @inputs ...[[[1, 2], { factor: 3 }]] */

Measurement
  --strategies <list>         serial, async, threads, processes, bullmq (default: all that apply; bullmq with --redis)
  --workers <list>|auto       worker counts, such as 1,2,4 (default: auto)
  --chunk-size <n>|auto       items per message to a worker (default: auto)
  --redis <url>               also run through a BullMQ queue in this Redis, by the workers that
                              "parallel-profiler worker" has connected to it; without any, by one per core here
  --queue <name>              name of the queue (default: parallel-profiler)
  --budget <seconds>          time limit of the measurement (default: 10)
  --time-limit <seconds>      stop when loading, the inputs or one call takes longer (default: 60)
  --no-wait                   do not wait for other programs on a busy machine, which takes up to 5 s; Enter ends the wait
  --yes                       run a function with side effects without asking. On Node 24.20 or later, one serial pass lists
                              the files it writes and the programs it starts; a run repeats that many times. Without a
                              terminal to ask on and without --yes, such a function does not run.
  --target-cores <n>          predict the speedup on a machine with n cores
  --node <path>               the Node.js that runs the function (default: node from the PATH)

Output
  --format <format>           text, json, markdown, html, csv or trace (default: text)
  --out <path>                write the report to a file instead of standard output
  --hot-lines                 also sample the lines of the function, serially and in workers, with the CPU profiler
  --cpu-profile <dir>         the same, and write .cpuprofile files of the serial run and of each worker
  --min-speedup <x>           exit with 1 unless a strategy reaches a speedup of x

Exit codes: 0 done, 1 --min-speedup missed, 2 could not run, 70 internal failure, 130 interrupted.`;

const script = `Usage: parallel-profiler script [options] -- <command ...>

Runs a command that is already parallel, unchanged, and reports how its worker threads and child processes used the
cores: worker_threads, child_process.fork, cluster and pools built on them, in all Node processes that the command starts.

  --time-limit <seconds>      stop the command after this time and report what it did until then
  --format <format>           text, json, markdown, html or trace (default: text)
  --out <path>                write the report to a file instead of standard output
  --cpu-profile <dir>         also write a .cpuprofile file of each thread and process
  --scaling <list>            also run the whole command once on each number of cores, such as 1,2,4 (Linux)

The output of the command passes through. If a report other than text goes to standard output, the command writes to
standard error instead.

Exit codes: that of the command; 0 at the time limit, 2 could not run, 70 internal failure, 130 interrupted.`;

const check = `Usage: parallel-profiler check <file or glob>... [options]

Finds code that breaks or slows down in workers. Reads TypeScript and JavaScript and runs nothing. Checks code that starts
workers, and functions that have an @inputs tag or are passed to a pool. In folders and globs, node_modules, files that Git
ignores, declarations, and minified, bundled and generated files are left out; name a file to check it anyway.

  --format <format>           text, unix (one line per finding), json, sarif or github (default: text)
  --pitfalls candidates|all   functions to check for worker pitfalls: those above, or all that can run in a worker
                              (default: candidates)
  --severity <code>=<level>   error, warning, information, hint or off for one code; repeatable
  --exclude <pattern>         leave out files and folders, in the syntax of .gitignore; repeatable
  --allow-syntax-errors       files that do not parse are reported without changing the exit code
  --max-warnings <n>          exit with 1 when there are more warnings than n
  --out <path>                write the findings to a file instead of standard output

docs/pitfalls has a page for each code. To silence a finding, add a comment on the line above it:
// parallel-profiler-ignore <code>: <reason>

Exit codes: 0 done, 1 errors or too many warnings, 2 could not run or could not check a file, 70 internal failure.`;

const list = `Usage: parallel-profiler list <file> [options]

Lists the functions of a file, with the reason for each that cannot be profiled.

  --format <format>           text or json (default: text)
  --out <path>                write the list to a file instead of standard output

Exit codes: 0 done, 2 could not run, 70 internal failure.`;

const compare = `Usage: parallel-profiler compare --commits <base> <head> <file>#<function> [options]
       parallel-profiler compare --commits <base> <head> --team [options]
       parallel-profiler compare <before.json> <after.json> [options]

Checks out both commits into temporary folders and measures the function in both, alternating between pairs of fresh
processes with the same inputs. Stops when the result is clear.

  --commits <base> <head>     Git revisions; <head> may be worktree, the files on disk
  --budget <seconds>          time limit of the measurement, without the checkouts (default: 20)
                              Inputs come from <base> unless an input option of run is given; --node works as in run.

  --team                      all functions of .vscode/parallel-profiler.json, with its inputs and its limits maxSlowdown

Without --commits, compares two reports of run --format json: the time per item and the speedup of each strategy, whether
the difference exceeds the noise, and other differences between the runs (machine, Node, inputs). This is weaker evidence,
because the machine may have changed between the runs.

  --format <format>           text, json or markdown (default: text)
  --max-slowdown <percent>    exit with 1 when the time per item grew by more than this, beyond the noise
  --max-speedup-loss <percent> exit with 1 when a speedup fell by more than this, beyond the noise; speedups stay comparable
                              on a machine whose speed varies from day to day, times do not
  --out <path>                write the comparison to a file instead of standard output

Exit codes: 0 done, 1 a limit was missed, 2 could not run, 70 internal failure.`;

const predict = `Usage: parallel-profiler predict <report.json> --cores <list> [options]

Predicts the speedup on other machines from a report of run --format json. Runs nothing of your code.

  --cores <list>              core counts, such as 8,16,64
  --workers <n>               workers in the pool (default: the number of cores)
  --items <n>                 items per pass (default: as measured)
  --bandwidth <x>             memory bandwidth relative to the measured machine (default: 1)
  --strategy <kind>           threads, processes or bullmq (default: as in the report's prediction; bullmq with --machines)
  --machines <list>           machines with --cores workers each (default: as measured) that take jobs from a queue
  --redis <url>               Redis whose costs to measure, which takes seconds (default: those in the report of run --redis)
  --chunk-size <n>            items per job (default: the fewest that nearly reach the best speedup)
  --format <format>           text or json (default: text)
  --out <path>                write the prediction to a file instead of standard output

Exit codes: 0 done, 2 could not run, 70 internal failure.`;

const mcp = `Usage: parallel-profiler mcp [options]

Serves the tools of Parallel Profiler to a coding assistant over standard input and output (Model Context Protocol). A tool
that runs code shows what it runs and waits for a confirmation: by the client's own dialog (elicitation) or, in a client
without one, by a second call with the token that the first one returned.

  --root <folder>             folder of the workspace; repeatable (default: the working directory). No tool reads or runs
                              files outside.

Exit codes: 0 the client closed the connection, 2 could not run.`;

const worker = `Usage: parallel-profiler worker [options]

Runs jobs of BullMQExecutor (parallel-profiler/bullmq). Start it in the folder of the project, on each machine of the farm,
with the same commit as the caller. Needs the packages bullmq and ioredis. Jobs name a module and an export: a program
that can write to Redis can call every export of the modules below the folder, except those in node_modules.

  --redis <url>               address of Redis (default: redis://localhost:6379)
  --queue <name>              name of the queue (default: parallel-profiler)
  --concurrency <n>           number of processes; each runs one job at a time (default: one for each core)
  --lost-after <seconds>      a worker that gives no sign of life for so long is lost, and its jobs run again elsewhere
                              (default: 30)

Ends at SIGINT or SIGTERM when running jobs are done; at the second signal at once.
Exit codes: 0 ended by a signal, 2 could not run, 70 internal failure, 130 ended at once.`;

const general = `Usage: parallel-profiler <command> [options]

  run <file>#<function>       profile a function serially and in worker pools
  script -- <command>         profile a command that is already parallel, unchanged
  check <file or glob>...     find code that breaks or slows down in workers
  compare --commits <base> <head> <file>#<function>
                              compare a function at two commits
  compare <before> <after>    compare two reports, for example of different days
  predict <report>            predict the speedup on other machines from a report
  list <file>                 list the functions of a file that can be profiled
  worker                      run jobs of a BullMQ queue, on this or other machines
  mcp                         serve the tools to a coding assistant

  --help                      show this help, or the help of a command
  --version                   show the version

Example: parallel-profiler run src/images.ts#resize --inputs "range(1000)" --workers 1,2,4`;

/** The help texts by command; `general` is the program's own. */
export const usage = { run, script, check, list, compare, predict, worker, mcp, general } as const;

export type CommandName = 'run' | 'script' | 'check' | 'list' | 'compare' | 'predict' | 'worker' | 'mcp';
