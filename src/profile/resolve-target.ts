import { readFile } from 'node:fs/promises';
import { nestsTooDeeply } from '../analysis/describe-overflow.ts';
import { functionNamed, type ProfilableFunction } from '../analysis/functions/function-at.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { ProfileError } from './profile-error.ts';

export interface ResolvedTarget {
  target: ProfilableFunction;
  text: string;
}

/**
 * Returns the function for a file and a name.
 * @throws ProfileError if the file cannot be read, does not parse, or has no such function
 */
export async function resolveTarget(
  analysis: Pick<AnalysisClient, 'functions'>,
  file: string,
  name: string,
): Promise<ResolvedTarget> {
  const text = await readSource(file);
  const list = await listedIn(analysis, file, text);
  if (list.syntaxError) {
    const { location, message } = list.syntaxError;
    throw new ProfileError(
      'load',
      `${file} does not parse: ${message} (line ${location.line}, column ${location.column}). Correct it and profile again.`,
      location,
    );
  }
  const selection = functionNamed(list.functions, name);
  if (selection.target) return { target: selection.target, text };
  throw new ProfileError('load', `${file}: ${selection.reason}`);
}

async function listedIn(
  analysis: Pick<AnalysisClient, 'functions'>,
  file: string,
  text: string,
): ReturnType<AnalysisClient['functions']> {
  try {
    return await analysis.functions(file, text);
  } catch (error) {
    if (!(error instanceof Error) || error.message !== nestsTooDeeply) throw error;
    throw new ProfileError('load', `Expected a file that can be read, found ${file}: ${error.message}`);
  }
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such file' : String(error);
    throw new ProfileError('load', `cannot read ${file}: ${why}. Give the path of a TypeScript or JavaScript file.`);
  }
}
