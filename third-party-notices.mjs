import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Returns the licenses of the packages that bundles contain.
 * @param root folder of the repository
 * @param inputs files of the bundles, relative to it
 * @throws Error if a package has no license
 */
export function noticesFor(root, inputs) {
  const folders = new Set(inputs.map(folderOf));
  folders.delete('');
  const notices = [...folders].map((folder) => noticeOf(join(root, folder)));
  const texts = [...new Map(notices.map((notice) => [notice.title, notice.text])).entries()].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const head = 'Parallel Profiler contains code of the packages below. Each is followed by its license.\n';
  return [head, ...texts.map(([title, text]) => `${'~'.repeat(80)}\n${title}\n\n${text.trim()}\n`)].join('\n');
}

/** Returns the folder of the package that a file belongs to; empty for a file of this repository. */
export function folderOf(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? '';
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|thirdpartynotice)/i.test(file));
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n'));
  if (files.length === 0) {
    const holder = typeof author === 'string' ? author : author?.name;
    if (license !== 'MIT' || !holder) throw new Error(`Expected a license file in ${name} ${version}, found none.`);
    texts.push(`MIT License\n\nCopyright (c) ${holder}\n\n${mit}`);
  }
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') };
}

/** Of packages that name it without a copy: https://spdx.org/licenses/MIT.html */
const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
