import type { WorkerOptions } from 'node:worker_threads';

type Environment = Record<string, string | undefined>;

/**
 * Loads a recorder in every process and thread of a command, through a flag in `NODE_OPTIONS` and variables for the recorder
 * itself. Workers inherit both, unless the program gives them an environment of its own.
 */
export class Preload {
  readonly #flag: string;
  readonly #own: Readonly<Record<string, string>>;

  /** @param flag as it is in `NODE_OPTIONS` */
  constructor(variables: Readonly<Record<string, string>>, flag: string) {
    this.#flag = flag;
    this.#own = variables;
  }

  /** Returns options of a worker thread that load the recorder; the given ones if they do so already. */
  workerOptions(options: WorkerOptions | undefined): WorkerOptions | undefined {
    const given: unknown = options?.env ?? undefined;
    // With neither, the worker has the options of this thread, whatever has become of its environment since.
    const env = given === undefined && Array.isArray(options?.execArgv) ? process.env : given;
    if (typeof env !== 'object' || env === null) return options;
    const changed = this.#environment(env as Environment);
    return changed === env ? options : { ...options, env: changed as NodeJS.Dict<string> };
  }

  /** Returns an environment as `NAME=value` pairs, as child processes are given them, that loads the recorder. */
  pairs(pairs: readonly string[]): string[] {
    const isOf = (pair: string, name: string): boolean => pair.startsWith(`${name}=`);
    const names = ['NODE_OPTIONS', ...Object.keys(this.#own)];
    const options = pairs.find((pair) => isOf(pair, 'NODE_OPTIONS'))?.slice('NODE_OPTIONS='.length) ?? '';
    return [
      ...pairs.filter((pair) => !names.some((name) => isOf(pair, name))),
      `NODE_OPTIONS=${this.#withFlag(options)}`,
      ...Object.entries(this.#own).map(([name, value]) => `${name}=${value}`),
    ];
  }

  /**
   * Returns the arguments of `spawnSync`, `execFileSync` or `execSync` with an environment that loads the recorder; the given
   * ones if they do so already, and if Node will refuse them.
   */
  syncArguments(name: string, given: unknown[]): unknown[] {
    const hasList = name !== 'execSync' && (Array.isArray(given[1]) || (given[1] ?? undefined) === undefined);
    const index = hasList ? 2 : 1;
    const options = given[index] ?? undefined;
    if (given.length === 0 || given[index] === null || (options !== undefined && typeof options !== 'object'))
      return given;
    const env: unknown = (options as { env?: unknown } | undefined)?.env ?? process.env;
    if (typeof env !== 'object' || env === null) return given;
    // As Node does, with what the environment inherits.
    const whole: Environment = {};
    for (const key in env) whole[key] = (env as Environment)[key];
    const changed = this.#environment(whole);
    if (changed === whole) return given;
    const head = [...given.slice(0, index), ...Array<undefined>(Math.max(0, index - given.length))];
    return [...head, { ...options, env: changed }, ...given.slice(index + 1)];
  }

  #environment(environment: Environment): Environment {
    const options = environment['NODE_OPTIONS'] ?? '';
    const isComplete = Object.keys(this.#own).every((name) => environment[name] !== undefined);
    if (options.includes(this.#flag) && isComplete) return environment;
    return { ...environment, ...this.#own, NODE_OPTIONS: this.#withFlag(options) };
  }

  #withFlag(options: string): string {
    return options.includes(this.#flag) ? options : `${options} ${this.#flag}`.trim();
  }
}
