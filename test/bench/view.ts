// How fast the view is, on synthetic scores of growing length: time from the host's message to the
// first line on screen, the longest the page was busy at a stretch, and while scrolling through it.
import { scoreOpened } from '../../src/protocol/host-messages.ts';
import { longScore } from '../support/long-score.ts';
import { noBrowser, ViewerHost } from '../unit/viewer/viewer-page.ts';

interface Measured {
  readonly firstPaintMs: number;
  /** Of processor time, which other programs on the machine do not lengthen. */
  readonly firstPaintCpuMs: number;
  readonly longestBeforeMs: number;
  readonly longestAfterMs: number;
  readonly nodes: number;
  readonly heapMb: number;
}

const CASES = [
  { bars: 12, copies: 1 },
  { bars: 100, copies: 3 },
  { bars: 1500, copies: 1 },
  { bars: 6000, copies: 1 },
];
const RUNS = 3;

async function main(): Promise<void> {
  if (noBrowser !== false) {
    process.stdout.write(`Skipped: ${noBrowser}\n`);
    return;
  }
  const host = await ViewerHost.start();
  process.stdout.write(
    'bars × parts   message kB   host ms   first paint ms (cpu)   longest task before / after ms   nodes   heap MB\n',
  );
  for (const { bars, copies } of CASES) {
    const score = longScore(bars, copies);
    const started = performance.now();
    const message = JSON.stringify(scoreOpened(score, 1));
    const hostMs = performance.now() - started;
    const runs: Measured[] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await measure(host, score));
    runs.sort((a, b) => a.firstPaintMs - b.firstPaintMs);
    const median = runs[Math.floor(RUNS / 2)];
    if (median === undefined) continue;
    const columns = [
      `${bars} × ${score.parts.length}`.padEnd(12),
      (message.length / 1000).toFixed(0).padStart(12),
      hostMs.toFixed(0).padStart(9),
      `${median.firstPaintMs.toFixed(0)} (${median.firstPaintCpuMs.toFixed(0)})`.padStart(22),
      `${median.longestBeforeMs.toFixed(0)} / ${median.longestAfterMs.toFixed(0)}`.padStart(31),
      String(median.nodes).padStart(8),
      median.heapMb.toFixed(0).padStart(9),
    ];
    process.stdout.write(`${columns.join(' ')}\n`);
  }
  await host.stop();
}

async function measure(host: ViewerHost, score: ReturnType<typeof longScore>): Promise<Measured> {
  const view = await host.open();
  await view.page.evaluate(WATCH);
  const devtools = await view.page.context().newCDPSession(view.page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cpuSec = async (): Promise<number> => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const cpuBefore = await cpuSec();
  await view.show(score);
  await view.receivedOf('rendered');
  while (!(await view.page.evaluate<boolean>('window.firstPaint > 0'))) {
    await view.page.waitForTimeout(5);
  }
  const firstPaintCpuMs = ((await cpuSec()) - cpuBefore) * 1000;
  await view.page.waitForTimeout(500);
  await view.page.evaluate(SCROLL);
  const measured = await view.page.evaluate<Omit<Measured, 'firstPaintCpuMs'>>(`(() => {
    const longest = (from, to) => Math.max(0, ...window.tasks
      .filter((task) => task.startTime >= from && task.startTime < to).map((task) => task.duration));
    return {
      firstPaintMs: window.firstPaint - window.arrived,
      longestBeforeMs: longest(window.arrived - 50, window.firstPaint),
      longestAfterMs: longest(window.firstPaint, Infinity),
      nodes: document.querySelectorAll('*').length,
      heapMb: performance.memory.usedJSHeapSize / 1e6,
    };
  })()`);
  await view.page.close();
  return { ...measured, firstPaintCpuMs };
}

/** Text, because compiled functions would miss the compiler's helpers in the page. */
const WATCH = `
  window.tasks = [];
  window.firstPaint = 0;
  new PerformanceObserver((list) => window.tasks.push(...list.getEntries()))
    .observe({ type: 'longtask', buffered: false });
  window.addEventListener('message', () => { window.arrived = performance.now(); },
    { capture: true, once: true });
  new MutationObserver((_, observer) => {
    if (document.querySelector('.stemstave-line-drawn') === null) return;
    observer.disconnect();
    // The frame after the one that draws it: the line is on screen.
    requestAnimationFrame(() => { window.firstPaint = performance.now(); });
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
`;

/** Turns forty pages, as fast as a reader with a finger on the key. */
const SCROLL = `(async () => {
  const score = document.querySelector('.stemstave-score');
  for (let page = 0; page < 40; page++) {
    score.scrollBy(0, score.clientHeight * 0.9);
    await new Promise((resolve) => setTimeout(resolve, 80));
  }
})()`;

void main();
