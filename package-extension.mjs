// Packs the extension into a .vsix for this platform: it carries esbuild, whose program differs between platforms.
// Usage: node package-extension.mjs [file.vsix]
import { createVSIX } from '@vscode/vsce';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = import.meta.dirname;
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const target = `${process.platform}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
const packagePath = resolve(process.argv[2] ?? join(root, `${name}-${target}-${version}.vsix`));
// The repository's README is for contributors first.
await createVSIX({ cwd: root, target, packagePath, dependencies: true, readmePath: 'EXTENSION.md' });
