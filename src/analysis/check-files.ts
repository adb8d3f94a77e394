import { checkSource } from './check-source.ts';
import { syntaxErrorIn } from './syntax/parse-source.ts';
import { Projects } from './project/projects.ts';
import type { CheckResult, PitfallScope } from './protocol.ts';

/** One file's part of a check; `error` when the file, against all expectation, could not be checked. */
export type CheckedFile = CheckResult & { file: string; error: Error | null };

/** Checks files one after the other, each in the project of its tsconfig.json. Absolute paths. */
export function* checkFiles(files: readonly string[], scope: PitfallScope = 'candidates'): Generator<CheckedFile> {
  // Nothing changes meanwhile, and all files of a project are to be in its one program.
  const projects = new Projects({ trustMs: Infinity, mostRoots: Infinity });
  const byProject = new Map<string, string[]>();
  for (const file of files) {
    const key = projects.keyOf(file);
    byProject.set(key, [...(byProject.get(key) ?? []), file]);
  }
  for (const inProject of byProject.values()) {
    projects.expect(inProject);
    for (const file of inProject) yield checkFile(file, projects, scope);
    // A repository of many packages has as many programs, of which only one is needed at a time.
    const [first] = inProject;
    if (first !== undefined) projects.release(first);
  }
}

function checkFile(file: string, projects: Projects, scope: PitfallScope): CheckedFile {
  try {
    const { program, sourceFile } = projects.open(file);
    const syntaxError = syntaxErrorIn(sourceFile);
    if (syntaxError) return { file, findings: [], syntaxError, error: null };
    return { file, findings: checkSource(program, sourceFile, { scope }), syntaxError: null, error: null };
  } catch (error) {
    // A file that makes the compiler fail must not hide findings in the others; the caller reports it.
    return { file, findings: [], syntaxError: null, error: error instanceof Error ? error : new Error(String(error)) };
  }
}
