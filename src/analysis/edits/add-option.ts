import type ts from 'typescript';
import type { TextEdit } from '../../model/change.ts';

/** Inserts an option, such as `chunkSize: 8`, as the first property of an object literal. */
export function addOption(options: ts.ObjectLiteralExpression, option: string): TextEdit {
  const sourceFile = options.getSourceFile();
  const first = options.properties[0];
  const start = first ? first.getStart(sourceFile) : options.getStart(sourceFile) + 1;
  return { file: sourceFile.fileName, start, end: start, text: first ? `${option}, ` : ` ${option} ` };
}
