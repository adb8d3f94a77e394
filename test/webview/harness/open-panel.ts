import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import type { Report } from '../../../src/model/report.ts';
import { formatHtml } from '../../../src/report/formats/format-html.ts';
import { findChromium } from '../../host/find-chromium.ts';
import type { FromPanel, ToPanel } from '../../../webview/protocol.ts';
import { buildPage } from './build-page.ts';
import { type Theme, themes } from './themes.ts';

const ORIGIN = 'http://panel.test';
const NONCE = 'harness';
/** The content security policy of the panel, with the origin of this harness. */
const POLICY = `default-src 'none'; style-src ${ORIGIN} 'nonce-${NONCE}'; script-src 'nonce-${NONCE}'; img-src ${ORIGIN} data:; font-src ${ORIGIN}`;

/** A page as the panel would show it, and what it said to its host. */
export interface OpenPanel {
  page: Page;
  post(message: ToPanel): Promise<void>;
  said(): Promise<FromPanel[]>;
  /** Changes the theme while the page is open, as VS Code does. */
  useTheme(name: string): Promise<void>;
  /** Errors of scripts and of the content security policy. */
  problems: string[];
  close(): Promise<void>;
}

/** A Chromium of the machine. @throws an error that says what to install. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Returns a page to open the panel in, in a context of its own. */
async function newPage(
  browser: Browser,
  options: { width?: number; height?: number; scale?: number; dark?: boolean },
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1200, height: options.height ?? 900 },
    deviceScaleFactor: options.scale ?? 1,
    colorScheme: options.dark === false ? 'light' : 'dark',
  });
  return await context.newPage();
}

/**
 * Serves the built page in a browser with a theme's tokens set as VS Code sets them, and a host that only listens.
 * @param options.page page of an earlier panel to reuse, because creating a page takes longer than drawing the panel
 */
export async function openPanel(
  browser: Browser,
  options: {
    theme?: string;
    width?: number;
    height?: number;
    scale?: number;
    embedded?: Report;
    dark?: boolean;
    page?: Page | undefined;
  } = {},
): Promise<OpenPanel> {
  const theme = themeCalled(options.theme ?? 'dark');
  const built = await buildPage();
  const page = options.page ?? (await newPage(browser, options));
  page.removeAllListeners();
  await page.unrouteAll();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const host = `
    window.said = [];
    let state;
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => window.said.push(structuredClone(message)),
      getState: () => state,
      setState: (next) => { state = structuredClone(next); },
    });
    ${settingTheme(theme)}`;
  const html = options.embedded
    ? formatHtml(options.embedded, { script: built.script, css: built.style, nonce: NONCE })
    : `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parallel Profiler</title>
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <link rel="stylesheet" href="panel.css"></head><body>
    <script nonce="${NONCE}" src="host.js"></script><script nonce="${NONCE}" src="panel.js"></script></body></html>`;
  const files: Record<string, [string, string]> = {
    '/': ['text/html', html],
    '/panel.css': ['text/css', built.style],
    '/panel.js': ['text/javascript', built.script],
    '/host.js': ['text/javascript', host],
  };
  await page.route('**/*', async (route) => {
    const file = files[new URL(route.request().url()).pathname];
    if (file) await route.fulfill({ contentType: file[0], body: file[1] });
    else await route.fulfill({ status: 404, body: '' });
  });
  await page.goto(`${ORIGIN}/`);
  return {
    page,
    problems,
    post: async (message) => {
      await page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
    },
    said: async () => page.evaluate('window.said'),
    useTheme: async (name) => {
      await page.evaluate(settingTheme(themeCalled(name)));
      // The components take the colors in the next frame.
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    },
    close: async () => page.context().close(),
  };
}

function themeCalled(wanted: string): Theme {
  const theme = themes.find(({ name }) => name === wanted);
  if (theme) return theme;
  throw new Error(`Expected one of the themes ${themes.map(({ name }) => name).join(', ')}, found ${wanted}.`);
}

/** Code that replaces all tokens of a page and names the theme on its body. */
function settingTheme({ bodyClass, tokens }: Theme): string {
  const style = Object.entries(tokens).map(([name, value]) => [`--vscode-${name}`, value]);
  return `
    document.documentElement.style.cssText = '';
    for (const [name, value] of ${JSON.stringify(style)}) document.documentElement.style.setProperty(name, value);
    document.body.className = ${JSON.stringify(bodyClass)};
    document.body.dataset.vscodeThemeKind = ${JSON.stringify(bodyClass.split(' ')[0])};`;
}
