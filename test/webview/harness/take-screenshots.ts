// Pictures of the panel in every theme and width: `node test/webview/harness/take-screenshots.ts <folder> [name part]`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, openPanel } from './open-panel.ts';
import { scenes } from './scenes.ts';

const [folder = 'test-artifacts/panel', only = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
for (const scene of scenes) {
  for (const theme of scene.themes) {
    for (const width of scene.widths) {
      const name = `${scene.name}-${theme}-${width}`;
      if (!name.includes(only)) continue;
      const panel = await openPanel(browser, { theme, width, ...(scene.embedded ? { embedded: scene.embedded } : {}) });
      for (const message of scene.messages) await panel.post(message);
      await panel.page.waitForTimeout(300);
      for (const step of scene.steps ?? []) await step(panel.page);
      await panel.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
      for (const problem of panel.problems) console.error(`${name}: ${problem}`);
      console.log(name);
      await panel.close();
    }
  }
}
await browser.close();
