import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * The path of a Chromium-like browser: `CHROMIUM_PATH`, one on the PATH, or Debian's, which is installed when it is
 * missing and may be.
 * @throws an error that says what to install.
 */
export function findChromium(): string {
  const found = installedChromium();
  if (found !== undefined) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Installing chromium with apt-get ...');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'inherit' });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const installed = installedChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'The editor tests need a Chromium-like browser and found none on the PATH. Install one ' +
      '(Debian or Ubuntu: "sudo apt-get install chromium"), or set CHROMIUM_PATH to its executable.',
  );
}

function installedChromium(): string | undefined {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH is "${given}", but there is no such file.`);
    return given;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...applications].find((path) => existsSync(path));
}
