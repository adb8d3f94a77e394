import { desktopHost } from './desktop-host.ts';
import { serverHost } from './server-host.ts';
import type { WorkbenchHost } from './workbench-host.ts';

/**
 * A VS Code for the tests: the desktop editor where it can be downloaded and shown, else its server with a headless
 * browser. `PARALLEL_PROFILER_HOST` set to `desktop` or `server` decides instead.
 * @throws an error that says what to install when neither can be had.
 */
export async function findHost(): Promise<WorkbenchHost> {
  const host = await chooseHost();
  console.log(`Editor tests run in ${host.description}.`);
  return host;
}

async function chooseHost(): Promise<WorkbenchHost> {
  const wanted = process.env['PARALLEL_PROFILER_HOST'];
  if (wanted === 'desktop') return await desktopHost();
  if (wanted === 'server') return serverHost();
  if (wanted !== undefined && wanted !== '')
    throw new Error(`PARALLEL_PROFILER_HOST is "${wanted}", expected "desktop" or "server", or leave it unset.`);
  return hasDisplay() && (await canDownload()) ? await desktopHost() : serverHost();
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some((name) => name !== undefined && name !== '');
}

async function canDownload(): Promise<boolean> {
  try {
    const answer = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(10_000),
    });
    return answer.ok;
  } catch (error) {
    console.log(`VS Code cannot be downloaded here: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
