import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { AnyReport } from '../model/any-report.ts';
import type { Validator } from '../report/describe-problem.ts';
import { type ReadReport, readReport } from '../report/read-report.ts';

/**
 * Reads and checks the report in a file.
 * @param validatorFile absolute path of the built module that checks reports
 */
export async function readReportFile(file: string, validatorFile: string): Promise<ReadReport<AnyReport>> {
  const { default: validate } = (await import(pathToFileURL(validatorFile).href)) as { default: Validator };
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `Expected the file of a report, found that ${file} cannot be read: ${reason}` };
  }
  const read = readReport(text, validate);
  return read.report ? read : { problem: `${file}: ${read.problem}` };
}
