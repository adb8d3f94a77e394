import { checkSource, readProject } from './check-source.ts';
import { describeOverflow } from './describe-overflow.ts';
import { syntaxErrorIn } from './syntax/parse-source.ts';
import { Projects } from './project/projects.ts';
import type { CheckedFile, PitfallScope } from './protocol.ts';

/** Called before a file is read, and once the program around it is read. */
export interface CheckSteps {
  begin(file: string): void;
  opened(): void;
}

const noSteps: CheckSteps = { begin: () => undefined, opened: () => undefined };

/** Checks files one at a time, each in the project of its tsconfig.json. Paths are absolute. */
export function* checkFiles(
  files: readonly string[],
  scope: PitfallScope = 'candidates',
  steps: CheckSteps = noSteps,
): Generator<CheckedFile> {
  // Nothing changes during the check, and all files of a project belong in one program.
  const projects = new Projects({ trustMs: Infinity, mostRoots: Infinity });
  const byProject = new Map<string, string[]>();
  for (const file of files) {
    const key = projects.keyOf(file);
    byProject.set(key, [...(byProject.get(key) ?? []), file]);
  }
  for (const inProject of byProject.values()) {
    projects.expect(inProject);
    for (const file of inProject) {
      steps.begin(file);
      yield checkFile(file, projects, scope, steps);
    }
    // A repository of many packages has as many programs, but needs only one at a time.
    const [first] = inProject;
    if (first !== undefined) projects.release(first);
  }
}

function checkFile(file: string, projects: Projects, scope: PitfallScope, steps: CheckSteps): CheckedFile {
  try {
    const { program, sourceFile } = projects.open(file);
    const syntaxError = syntaxErrorIn(sourceFile);
    if (syntaxError) return { file, findings: [], syntaxError, error: null };
    readProject(program, sourceFile);
    steps.opened();
    return { file, findings: checkSource(program, sourceFile, { scope }), syntaxError: null, error: null };
  } catch (error) {
    // A file that crashes the compiler must not hide findings in the others; the caller reports it.
    return { file, findings: [], syntaxError: null, error: describeOverflow(error) };
  }
}
