import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../../src/math/median.ts';
import { simulatedReport } from '../webview/simulated-report.ts';
import { buildPage } from '../webview/harness/build-page.ts';
import { launchBrowser, openPanel } from '../webview/harness/open-panel.ts';
import type { Bench, Claims } from './bench.ts';

const TIMES = 5;
const MOVES = 120;

/** The panel with the report of a run of a million tasks, in the browser of the end-to-end tests. */
export const panelPaint: Bench = {
  name: 'panel-paint',
  about: 'the panel with a report of 1,000,000 tasks',
  cases: [
    { name: 'paint', about: 'until it is drawn', run: paint },
    { name: 'fluid', about: 'while the timeline is zoomed and moved', run: fluid },
    { name: 'size', about: 'the script', run: size },
  ],
};

/** As many segments per worker as the report keeps of a run however long. */
function millionTasks() {
  return simulatedReport({ items: 1_000_000, taskMs: 0.01, cloneMs: 0.0001, segmentsPerWorker: 2_000 });
}

async function paint(claims: Claims): Promise<void> {
  const report = millionTasks();
  await using browser = await launchBrowser();
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const panel = await openPanel(browser);
    // From the message to the second frame after the verdict is there: then the first has been drawn.
    await panel.page.evaluate(`
      addEventListener('message', () => (window.askedMs ??= performance.now()), { capture: true });
      const look = () => {
        if (document.querySelector('.verdict h1') && document.querySelector('.timeline canvas'))
          requestAnimationFrame(() => requestAnimationFrame(() => (window.paintedMs = performance.now())));
        else requestAnimationFrame(look);
      };
      look();`);
    await panel.post({ type: 'report', report, trusted: true });
    let paintedMs = null;
    while (paintedMs === null) {
      await sleep(50);
      paintedMs = await panel.page.evaluate('window.paintedMs ? window.paintedMs - window.askedMs : null');
    }
    times.push(Number(paintedMs));
    await panel.close();
  }
  claims.check(
    'first paint under 500 ms',
    `${median(times).toFixed(0)} ms (${times.map((ms) => ms.toFixed(0)).join(', ')})`,
    median(times) < 500,
  );
}

async function fluid(claims: Claims): Promise<void> {
  await using browser = await launchBrowser();
  const panel = await openPanel(browser);
  await panel.post({ type: 'report', report: millionTasks(), trusted: true });
  const canvas = panel.page.locator('.timeline canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = await canvas.boundingBox();
  if (!box) throw new Error('The timeline has no place on the page.');
  const [left, top] = [box.x + box.width / 4, box.y + box.height / 2];
  await panel.page.mouse.move(left, top);
  const frames = async (move: (step: number) => Promise<void>): Promise<number> => {
    await panel.page.evaluate(`
      window.frames_ = [];
      window.counting = true;
      const count = (ms) => { window.frames_.push(ms); if (window.counting) requestAnimationFrame(count); };
      requestAnimationFrame(count);`);
    for (let step = 0; step < MOVES; step++) await move(step);
    await panel.page.evaluate('window.counting = false');
    const times = await panel.page.evaluate<number[]>('window.frames_');
    return (1_000 * (times.length - 1)) / ((times.at(-1) ?? 0) - (times[0] ?? 0));
  };
  // A step in and out again, so that the range of zooms is seen.
  await panel.page.keyboard.down('Control');
  const zoom = await frames((step) => panel.page.mouse.wheel(0, step < MOVES / 2 ? -60 : 60));
  await panel.page.keyboard.up('Control');
  for (let step = 0; step < 10; step++) await panel.page.mouse.wheel(0, -100);
  await panel.page.mouse.down();
  const pan = await frames((step) => panel.page.mouse.move(left + (step % 60) * 5, top));
  await panel.page.mouse.up();
  claims.check('zoom at 50 frames per second and more', zoom.toFixed(0), zoom >= 50);
  claims.check('pan at 50 frames per second and more', pan.toFixed(0), pan >= 50);
}

async function size(claims: Claims): Promise<void> {
  const { script } = await buildPage();
  const kilobytes = Buffer.byteLength(script) / 1000;
  claims.check('the script is under 400 kB', `${kilobytes.toFixed(0)} kB`, kilobytes < 400);
}
