import { join, sep } from 'node:path';
import ts from 'typescript';

/** Does not change while tests run either. */
const ownLibrary = join(import.meta.dirname, '../src/multiprocessing') + sep;
const parsed = new Map<string, ts.SourceFile | undefined>();

/** A host for a program of the compiler: parses the libraries, this one among them, once for all programs of this process. */
export function hostWithLibraries(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    getSourceFile: (file, how, ...rest) => {
      if (!file.includes('/node_modules/') && !file.startsWith(ownLibrary))
        return host.getSourceFile(file, how, ...rest);
      const key = JSON.stringify([file, how, options.target, options.moduleDetection, options.module]);
      if (!parsed.has(key)) parsed.set(key, host.getSourceFile(file, how, ...rest));
      return parsed.get(key);
    },
  };
}
