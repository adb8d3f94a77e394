import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const dist = join(import.meta.dirname, '../../dist');

/** Installed packages in the bundles, as their source maps know them. */
function packagesInMaps(): Set<string> {
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.map'));
  return new Set(
    files
      .flatMap((file) => {
        const { sources } = JSON.parse(readFileSync(join(dist, file), 'utf8')) as { sources: string[] };
        return sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
      })
      .filter((name) => existsSync(join(dist, '../node_modules', name))),
  );
}

it('the license of each bundled package is in the notices', () => {
  const notices = readFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
    .split(`${'~'.repeat(80)}\n`)
    .slice(1);
  const names = notices.map((notice) => /^(\S+) [\d.]+ \(/.exec(notice)?.[1]);
  const bundled = packagesInMaps();
  expect(bundled.size).toBeGreaterThan(5);
  // The panel and the compiler have no source map.
  expect(names).toEqual(expect.arrayContaining([...bundled, 'typescript', 'uplot', '@vscode/webview-ui-toolkit']));
  for (const notice of notices) expect(notice, notice.slice(0, 80)).toMatch(/copyright|permission/i);
});
