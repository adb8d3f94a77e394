/** User settings for tests: nothing that covers the window or reaches for the internet. */
export const quietSettings: Record<string, unknown> = {
  'workbench.startupEditor': 'none',
  // Tests run beside each other, so every run would wait.
  'parallelProfiler.waitForQuiet': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  // The browser's default saves after a second, and a test that reverts its edit may be slower than that.
  'files.autoSave': 'off',
  // Each frame is drawn without a graphics processor: nothing moves that is not under test.
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'editor.occurrencesHighlight': 'off',
};

/** The environment without what a surrounding test runner put there for its own children. */
export function editorEnvironment(extra: Record<string, string>): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(VITEST|NODE_OPTIONS|NODE_ENV|VSCODE_|ELECTRON_)/.test(name)) inherited[name] = value;
  }
  return { ...inherited, ...extra };
}
