import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { _electron } from 'playwright-core';
import { cacheFolder } from './cache-folder.ts';
import { editorEnvironment, quietSettings } from './editor-settings.ts';
import type { OpenRequest, Workbench, WorkbenchHost } from './workbench-host.ts';

/** VS Code as people install it, downloaded once; needs a display. */
export async function desktopHost(): Promise<WorkbenchHost> {
  const executable = await downloadAndUnzipVSCode({ version: 'stable', cachePath: cacheFolder('vscode') });
  return {
    description: `the desktop VS Code in ${executable}`,
    open: (request) => openWorkbench(executable, request),
    runExtensionTests: (request) =>
      runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: request.extensionFolder,
        extensionTestsPath: request.testModule,
        extensionTestsEnv: request.environment,
        launchArgs: [request.folder, '--disable-extensions', '--disable-workspace-trust'],
      }),
  };
}

async function openWorkbench(executable: string, request: OpenRequest): Promise<Workbench> {
  const data = mkdtempSync(join(tmpdir(), 'parallel-profiler-editor-'));
  const folders = [`--user-data-dir=${join(data, 'user')}`, `--extensions-dir=${join(data, 'extensions')}`];
  mkdirSync(join(data, 'user/User'), { recursive: true });
  writeFileSync(
    join(data, 'user/User/settings.json'),
    JSON.stringify({
      ...quietSettings,
      'security.workspace.trust.enabled': request.trust === 'restricted',
      'security.workspace.trust.startupPrompt': 'never',
      ...request.settings,
    }),
  );
  if (request.extension.kind === 'vsix') {
    const [cli = executable, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, {
      reuseMachineInstall: true,
    });
    execFileSync(cli, [...args, ...folders, '--install-extension', request.extension.file], {
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
  }
  const app = await _electron.launch({
    executablePath: executable,
    args: [
      request.folder,
      ...(request.file === undefined ? [] : ['--goto', request.file]),
      ...folders,
      ...(request.extension.kind === 'source' ? [`--extensionDevelopmentPath=${request.extension.folder}`] : []),
      '--no-sandbox',
      '--disable-updates',
      '--skip-welcome',
      '--skip-release-notes',
      '--password-store=basic',
    ],
    env: editorEnvironment({}),
    timeout: 120_000,
  });
  const close = async (): Promise<void> => {
    await app.close();
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const page = await app.firstWindow({ timeout: 120_000 });
    const window = await app.browserWindow(page);
    const resize = async (width: number, height: number): Promise<void> => {
      await window.evaluate(
        (self: { setSize(w: number, h: number): void }, size) => self.setSize(size.width, size.height),
        {
          width,
          height,
        },
      );
    };
    await resize(request.size?.width ?? 1400, request.size?.height ?? 900);
    await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
    return { page, resize, close };
  } catch (error) {
    await close();
    throw error;
  }
}
