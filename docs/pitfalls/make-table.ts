// Writes README.md to its own folder when run: `npm run pitfalls`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { findingCodes, findings } from '../../src/model/findings/index.ts';
import { pitfalls, type Pitfall } from '../../src/model/pitfall.ts';

/** The committed table. */
export const tableFile = join(import.meta.dirname, 'README.md');

/** Returns the codes of the findings that cover each pitfall. */
export function coverage(): Map<Pitfall, { inCode: string[]; inRun: string[] }> {
  const covered = new Map(
    Object.keys(pitfalls).map((name) => [name as Pitfall, { inCode: [] as string[], inRun: [] as string[] }]),
  );
  for (const code of findingCodes) {
    const { origins, covers } = findings[code];
    for (const name of covers) {
      if (origins.includes('static')) covered.get(name)?.inCode.push(code);
      if (origins.some((origin) => origin !== 'static')) covered.get(name)?.inRun.push(code);
    }
  }
  return covered;
}

/** Returns the content of README.md: the table and the list of pages. */
export async function tableText(): Promise<string> {
  const rows = [...coverage()].map(([name, { inCode, inRun }]) => {
    const found = inCode.length > 0 && inRun.length > 0 ? 'both' : inCode.length > 0 ? 'code' : 'run';
    return `| ${pitfalls[name]} | ${found} | ${links(inCode)} | ${links(inRun)} |`;
  });
  const pages = [...findingCodes].sort().map((code) => `- [${code}](${code}.md): ${titleOf(code)}`);
  const text = `# Pitfalls

Code that breaks or slows down when Node runs it in parallel. Parallel Profiler finds it in the source code, before
anything runs, or in the measurements of a run. This table is generated from the definitions of the findings:
\`npm run pitfalls\`.

| Pitfall | Found in | In the code | In a run |
| --- | --- | --- | --- |
${rows.join('\n')}

## All findings

${pages.join('\n')}
`;
  const options = await resolveConfig(tableFile);
  return format(text, { ...options, filepath: tableFile });
}

function links(codes: readonly string[]): string {
  return codes.map((code) => `[${code}](${code}.md)`).join(', ');
}

function titleOf(code: string): string {
  return /^# (.*)$/m.exec(readFileSync(join(import.meta.dirname, `${code}.md`), 'utf8'))?.[1] ?? '';
}

if (import.meta.main) writeFileSync(tableFile, await tableText());
