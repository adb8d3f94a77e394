import { channelVariable, folderVariable, originVariable, profilesVariable } from './format/events.ts';

const variables = [folderVariable, originVariable, profilesVariable] as const;
const own = Object.fromEntries([...variables, 'NODE_OPTIONS'].map((name) => [name, process.env[name] ?? '']));
/** All flags that the run added are at the end of `NODE_OPTIONS`. */
const flag = /(?:^| )(--require(?:=| )"?[^"]*script-recorder\.cjs"?.*)$/.exec(own['NODE_OPTIONS'] ?? '')?.[1] ?? '';

/** Returns an environment that the program composed, with the variables that load the recorder. */
export function withPreload(environment: Record<string, string | undefined>): Record<string, string | undefined> {
  const options = environment['NODE_OPTIONS'] ?? '';
  if (options.includes(flag) && environment[folderVariable] !== undefined) return environment;
  return {
    ...environment,
    ...Object.fromEntries(variables.map((name) => [name, own[name]])),
    NODE_OPTIONS: options.includes(flag) ? options : `${options} ${flag}`.trim(),
  };
}

/** The same for `NAME=value` pairs, as child processes are given them. */
export function pairsWithPreload(pairs: readonly string[], serialization: string): string[] {
  const optionsAt = pairs.findIndex((pair) => pair.startsWith('NODE_OPTIONS='));
  const options = pairs[optionsAt]?.slice('NODE_OPTIONS='.length) ?? '';
  const others = pairs.filter((pair, index) => index !== optionsAt && !pair.startsWith('PARALLEL_PROFILER_SCRIPT'));
  const wanted = options.includes(flag) ? options : `${options} ${flag}`.trim();
  return [
    ...others,
    `NODE_OPTIONS=${wanted}`,
    ...variables.map((name) => `${name}=${own[name] ?? ''}`),
    `${channelVariable}=${serialization}`,
  ];
}
