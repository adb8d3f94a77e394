// Writes the tools for language models into package.json, when run: `npm run schema`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsCodeOf } from '../src/assistant/call-tool.ts';
import { tools } from '../src/assistant/tools.ts';

const manifestFile = join(import.meta.dirname, '../package.json');

/** The entries of `contributes.languageModelTools`; titles are in package.nls.json. */
export function makeToolEntries(): object[] {
  return tools.map((tool) => ({
    name: `parallel_profiler_${tool.name}`,
    displayName: `%tool.${tool.name}%`,
    modelDescription: tool.description,
    canBeReferencedInPrompt: true,
    toolReferenceName: `parallel_${tool.name}`,
    inputSchema: tool.inputSchema,
    // Tools that run code do not exist in Restricted Mode.
    ...(runsCodeOf(tool) ? { when: 'isWorkspaceTrusted' } : {}),
  }));
}

/** The titles for package.nls.json, by key. */
export function makeToolTitles(): Record<string, string> {
  return Object.fromEntries(tools.map(({ name, title }) => [`tool.${name}`, title]));
}

if (process.argv[1] === import.meta.filename) {
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { contributes: Record<string, unknown> };
  manifest.contributes['languageModelTools'] = makeToolEntries();
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  const textsFile = manifestFile.replace(/json$/, 'nls.json');
  const texts = JSON.parse(readFileSync(textsFile, 'utf8')) as Record<string, string>;
  writeFileSync(textsFile, `${JSON.stringify({ ...texts, ...makeToolTitles() }, null, 2)}\n`);
}
