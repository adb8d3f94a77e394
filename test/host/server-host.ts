import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { editorEnvironment, quietSettings } from './editor-settings.ts';
import { findChromium } from './find-chromium.ts';
import { installCodeServer } from './install-code-server.ts';
import { startProgram } from './program.ts';
import type { ExtensionTestRequest, OpenRequest, Workbench, WorkbenchHost } from './workbench-host.ts';

/** Long, because a small machine may be busy with something else. */
const startTimeoutMs = 120_000;
const usualTestTimeoutMs = 10 * 60_000;

const browserArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** VS Code's server with its workbench in a headless browser: needs no display and no download site. */
export function serverHost(): WorkbenchHost {
  const server = installCodeServer();
  const browser = findChromium();
  const product = JSON.parse(readFileSync(join(server, 'package.json'), 'utf8')) as { version: string };
  return {
    description: `the server of VS Code ${product.version} with the workbench in ${browser}`,
    open: (request) => openWorkbench(server, browser, request),
    runExtensionTests: (request) => runExtensionTests(server, browser, request),
  };
}

async function openWorkbench(server: string, browser: string, request: OpenRequest): Promise<Workbench> {
  const payload: [string, string][] = [];
  if (request.extension.kind === 'source')
    payload.push(['extensionDevelopmentPath', remoteUri(request.extension.folder)]);
  if (request.file !== undefined) payload.push(['openFile', remoteUri(request.file)]);
  const session = await startSession(server, browser, {
    settings: request.settings ?? {},
    trust: request.trust ?? 'trusted',
    size: request.size ?? { width: 1400, height: 900 },
    environment: {},
    ...(request.extension.kind === 'vsix' ? { vsix: request.extension.file } : {}),
  });
  try {
    await session.page.goto(session.url(request.folder, payload), { timeout: startTimeoutMs });
    await session.page.locator('.monaco-workbench').waitFor({ timeout: startTimeoutMs });
  } catch (error) {
    await session.close();
    throw error;
  }
  return {
    page: session.page,
    resize: (width, height) => session.page.setViewportSize({ width, height }),
    close: () => session.close(),
  };
}

async function runExtensionTests(server: string, browser: string, request: ExtensionTestRequest): Promise<number> {
  const session = await startSession(server, browser, {
    settings: {},
    trust: 'trusted',
    size: { width: 1200, height: 800 },
    environment: request.environment,
  });
  const { timeoutMs = usualTestTimeoutMs } = request;
  try {
    const exit = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`The extension tests did not end in ${timeoutMs / 1000} s.`)),
        timeoutMs,
      );
      const done = (code: number): void => {
        clearTimeout(timer);
        resolve(code);
      };
      void session.page.exposeFunction('codeAutomationExit', done);
    });
    await session.page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
      const text = format(...args);
      if (text.startsWith('[test] ')) console.log(text.slice('[test] '.length));
      else appendFileSync(request.editorLog, `${text}\n`);
    });
    await session.page.goto(
      session.url(request.folder, [
        ['extensionDevelopmentPath', remoteUri(request.extensionFolder)],
        ['extensionTestsPath', remoteUri(request.testModule)],
      ]),
      { timeout: startTimeoutMs },
    );
    return await exit;
  } finally {
    await session.close();
  }
}

interface SessionRequest {
  settings: Record<string, unknown>;
  trust: 'trusted' | 'restricted';
  size: { width: number; height: number };
  environment: Record<string, string>;
  vsix?: string;
}

interface Session {
  page: Page;
  url(folder: string, payload: [string, string][]): string;
  close(): Promise<void>;
}

async function startSession(server: string, browserPath: string, request: SessionRequest): Promise<Session> {
  const data = mkdtempSync(join(tmpdir(), 'parallel-profiler-editor-'));
  const main = join(server, 'out/server-main.js');
  const folders = ['--server-data-dir', join(data, 'server'), '--extensions-dir', join(data, 'extensions')];
  const settingsFolder = join(data, 'server/data/User');
  mkdirSync(settingsFolder, { recursive: true });
  writeFileSync(join(settingsFolder, 'settings.json'), JSON.stringify({ ...quietSettings, ...request.settings }));
  if (request.vsix !== undefined) {
    const env = editorEnvironment({});
    execFileSync(process.execPath, [main, ...folders, '--install-extension', request.vsix], { env, stdio: 'pipe' });
  }
  const program = startProgram(
    process.execPath,
    [
      main,
      ...folders,
      '--host=127.0.0.1',
      '--port=0',
      '--without-connection-token',
      '--accept-server-license-terms',
      '--enable-smoke-test-driver',
      '--telemetry-level=off',
      ...(request.trust === 'trusted' ? ['--disable-workspace-trust'] : []),
    ],
    { env: editorEnvironment(request.environment) },
  );
  const browser = await chromium
    .launch({
      executablePath: browserPath,
      args: [...browserArguments, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    })
    .catch(async (error: unknown) => {
      await program.stop();
      throw error;
    });
  const close = async (): Promise<void> => {
    await browser.close();
    await program.stop();
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const [, port] = await program.waitForOutput(/Extension host agent listening on (\d+)/, startTimeoutMs);
    const page = await browser.newPage({ viewport: request.size, reducedMotion: 'reduce' });
    return {
      page,
      close,
      url: (folder, payload) =>
        `http://127.0.0.1:${port ?? ''}/?folder=${encodeURIComponent(folder)}` +
        `&payload=${encodeURIComponent(JSON.stringify(payload))}`,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A path as the browser's side names it: the authority of a server without connection token is the word `remote`. */
function remoteUri(path: string): string {
  return `vscode-remote://remote${path}`;
}
