import { join } from 'node:path';
import { checkSource } from '../../../src/analysis/check-source.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import type { Finding } from '../../../src/model/finding.ts';

const projects = new Projects();
let count = 0;

/** Returns the findings in a text, as if it were a file of this repository. */
export function check(text: string, extension = 'ts'): Finding[] {
  const { program, sourceFile } = projects.open(join(import.meta.dirname, `text-${++count}.${extension}`), text);
  return checkSource(program, sourceFile);
}

/** A candidate with its parameters and its body. */
export function task(parameters: string, body: string, before = ''): string {
  return `${before}\n/** @inputs [] */\nexport function task(${parameters}) { ${body} }\n`;
}

/** Only the codes, in the order of the text. */
export function codes(text: string, extension?: string): string[] {
  return check(text, extension).map(({ code }) => code);
}
