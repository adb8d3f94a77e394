import type { RequiredArguments } from '../../model/inputs.ts';
import type { Target } from '../../model/target.ts';

/**
 * What every call has to be given. JavaScript lets any argument be left out, so there only parameters count that are
 * documented with a type.
 */
export function requiredArguments({
  file,
  name,
  parameters,
}: Pick<Target, 'file' | 'name' | 'parameters'>): RequiredArguments {
  const isJavaScript = /\.[cm]?jsx?$/i.test(file);
  // Parameters before a required one are required too.
  const last = parameters.findLastIndex(
    ({ optional, rest, type }) => !optional && !rest && !(isJavaScript && type === undefined),
  );
  return { functionName: name, parameters: parameters.slice(0, last + 1).map((parameter) => parameter.name) };
}
