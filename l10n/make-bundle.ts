// Writes bundle.l10n.json beside itself: `npm run l10n`. A translation of it is a file like bundle.l10n.de.json.
import { getL10nJson } from '@vscode/l10n-dev';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../src/extension');
const found = await getL10nJson(
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ extension: '.ts', contents: readFileSync(join(folder, name), 'utf8') })),
);
// In an order that no machine changes.
const sorted = Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(join(import.meta.dirname, 'bundle.l10n.json'), `${JSON.stringify(sorted, null, 2)}\n`);
