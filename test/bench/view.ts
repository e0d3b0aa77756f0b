// How fast and how light the view is beside OpenSheetMusicDisplay, Verovio and alphaTab, all in one
// headless Chromium on the same scores (the peers get our MusicXML), and how it grows with the score.
// Times are the best of several runs. `npm run bench:view [-- view]`: `view` leaves out the peers.
import { buildSync } from 'esbuild';
import { countNoteheads, longScore } from '../support/long-score.ts';
import { projectRoot } from '../support/source-files.ts';
import { noBrowser, ViewerHost } from '../unit/viewer/viewer-page.ts';
import { measurePeer, measureView, type Measured } from './view/measure.ts';
import { PEERS, PeerServer } from './view/peers.ts';

/** Bars, copies of the four parts, runs. */
const CASES = [
  { bars: 12, copies: 1, runs: 3 },
  { bars: 100, copies: 3, runs: 3 },
  { bars: 1500, copies: 1, runs: 2 },
];
/** Of twelve parts: about 1 000, 10 000 and 100 000 notes. */
const GROWTH = [14, 138, 1382];
const GROWTH_RUNS = 5;
const OURS = 'Stemstave';

type Row = readonly [name: string, measured: Measured];

async function main(): Promise<void> {
  if (noBrowser !== false) {
    process.stdout.write(`Skipped: ${noBrowser}\n`);
    return;
  }
  const peers = process.argv.includes('view') ? [] : PEERS;
  const host = await ViewerHost.start();
  const server = await PeerServer.start();
  // The first page of a browser pays for its warming up.
  await measureView(host, longScore(12));
  for (const { bars, copies, runs } of CASES) {
    const score = longScore(bars, copies);
    const best = new Map<string, Measured>();
    for (let run = 0; run < runs; run++) {
      keep(best, OURS, await measureView(host, score));
      for (const peer of peers) keep(best, peer.name, await measurePeer(host, server, peer, score));
    }
    print(`${bars} bars × ${score.parts.length} parts`, [...best]);
  }
  process.stdout.write('\nGrowth, 12 parts\n' + HEADING);
  const growth: number[] = [];
  for (const bars of GROWTH) {
    const score = longScore(bars, 3);
    const best = new Map<string, Measured>();
    for (let run = 0; run < GROWTH_RUNS; run++) keep(best, OURS, await measureView(host, score));
    const notes = countNoteheads(score).reduce((sum, count) => sum + count, 0);
    for (const [, measured] of best) {
      process.stdout.write(line(`${notes} notes`, measured));
      growth.push(measured.firstMs);
    }
  }
  const factor = (growth.at(-1) ?? 1) / (growth[0] ?? 1);
  process.stdout.write(
    `  first paint of the largest is ${factor.toFixed(2)}× that of the smallest\n`,
  );
  process.stdout.write(`\nviewer bundle, minified: ${bundleKb()} KB\n`);
  server.stop();
  await host.stop();
}

/** The best of each figure over the runs. */
function keep(best: Map<string, Measured>, name: string, run: Measured): void {
  const known = best.get(name) ?? run;
  best.set(name, {
    preparedMs: Math.min(known.preparedMs, run.preparedMs),
    firstMs: Math.min(known.firstMs, run.firstMs),
    wholeMs: least(known.wholeMs, run.wholeMs),
    beforeMs: Math.min(known.beforeMs, run.beforeMs),
    afterMs: Math.min(known.afterMs, run.afterMs),
    nodes: Math.min(known.nodes, run.nodes),
    memoryMb: least(known.memoryMb, run.memoryMb),
  });
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

const HEADING =
  '                          prepared ms   first ms   whole ms   longest task before / after ms (cpu)   memory MB    nodes\n';

function line(name: string, measured: Measured): string {
  const { preparedMs, firstMs, wholeMs, beforeMs, afterMs, memoryMb, nodes } = measured;
  const number = (value: number | undefined, width: number): string =>
    (value === undefined ? '–' : value.toFixed(0)).padStart(width);
  const blocks = `${beforeMs.toFixed(0)} / ${afterMs.toFixed(0)}`.padStart(36);
  return `  ${name.padEnd(24)}${number(preparedMs, 11)}${number(firstMs, 11)}${number(wholeMs, 11)} ${blocks}${number(memoryMb, 14)}${number(nodes, 9)}\n`;
}

function print(title: string, rows: readonly Row[]): void {
  process.stdout.write(`\n${title}\n${HEADING}`);
  for (const [name, measured] of rows) process.stdout.write(line(name, measured));
  const ours = rows.find(([name]) => name === OURS)?.[1];
  if (ours === undefined || rows.length === 1) return;
  for (const [name, theirs] of rows) {
    if (name === OURS) continue;
    const first = ours.firstMs / theirs.firstMs;
    const whole =
      theirs.wholeMs === undefined
        ? ''
        : `, 1/${(theirs.wholeMs / ours.firstMs).toFixed(1)} of its whole`;
    const memory =
      ours.memoryMb === undefined || theirs.memoryMb === undefined
        ? ''
        : `, memory ${(ours.memoryMb / theirs.memoryMb).toFixed(2)} of its`;
    process.stdout.write(
      `  first paint ${first.toFixed(2)} (1/${(1 / first).toFixed(1)}) of ${name}’s${whole}${memory}\n`,
    );
  }
}

function bundleKb(): number {
  const { outputFiles } = buildSync({
    absWorkingDir: projectRoot,
    entryPoints: ['src/viewer/main.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'chrome128',
  });
  return Math.round((outputFiles[0]?.contents.byteLength ?? 0) / 1000);
}

void main();
