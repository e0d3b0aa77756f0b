import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { bundleOf, type Bundle } from './bundle.ts';
import { addTo, noFigures, type Figures } from './figures.ts';
import { findKey } from './find-key.ts';
import { plannedTries, type Try } from './kill-points.ts';
import { adoptLostTask, chargesNobodyKnows, restartUntilDone } from './restart.ts';
import { newSite, type Site } from './site.ts';
import { live, type LifeEnd } from './worker-life.ts';

export interface CrashPlan {
  readonly seed: number;
  /** Points to try at most; those at the journal and at requests come first. */
  readonly points: number;
  /** Told of each scenario that did not go well. */
  readonly report: (line: string) => void;
}

/**
 * Kills a process of its own, with SIGKILL, at system calls on the store's files and at moments of its
 * requests, or lets the disk be full there; kills, by the seed, the processes that go on from there,
 * too; starts again as a person would; and counts what was lost or paid twice.
 */
export async function crashSweep({ seed, points, report }: CrashPlan): Promise<Figures> {
  const bundle = await bundleOf('crash-worker.ts');
  const figures = noFigures();
  try {
    const next = (await plannedTries(bundle, seed, points)).values();
    // Two at a time: each is mostly waiting for its process to start.
    await Promise.all(
      [1, 2].map(async () => {
        for (const each of next) {
          const told = (line: string): void => {
            report(`${JSON.stringify(each)}: ${line}`);
          };
          addTo(figures, await tryPoint(bundle, each, told));
        }
      }),
    );
  } finally {
    await bundle.remove();
  }
  return figures;
}

async function tryPoint(
  bundle: Bundle,
  { scenario, point, laterDeaths, pauseMs }: Try,
  report: CrashPlan['report'],
): Promise<Figures> {
  const site = await newSite();
  /** Until the process is gone; what comes after is the restart. */
  let kill: (() => Promise<unknown>) | undefined;
  const standIn = await startStandIn({
    scenario,
    atMoment: async (moment, call) => {
      if (point.kind !== 'request' || point.call !== call || point.moment !== moment) return;
      if (kill === undefined) return;
      await kill();
      // Not a moment longer: what was not done yet is not done any more.
      throw new Error('The process that asked is gone.');
    },
  });
  try {
    const first =
      point.kind === 'call'
        ? live(bundle, standIn, site, point.number, point.mishap)
        : live(bundle, standIn, site);
    kill = () => {
      first.kill();
      return first.ended;
    };
    const ends = [await first.ended];
    kill = undefined;
    for (const at of laterDeaths) {
      await adoptLostTask(standIn, site);
      ends.push(await live(bundle, standIn, site, at).ended);
    }
    const complaints: string[] = [];
    for (const end of ends) complaints.push(...(await complaintsAbout(end, standIn, site)));
    const { figures, trouble } = await restartUntilDone(standIn, site, pauseMs);
    const keys = [
      ...(await findKey(standIn.key, [site.folder])),
      ...ends.filter(({ output }) => output.includes(standIn.key)).map(() => 'what was said'),
    ];
    for (const line of complaints) report(line);
    if (trouble !== undefined) report(trouble);
    for (const place of keys) report(`key in ${place}`);
    const wrongSentences = figures.wrongSentences + complaints.length;
    return { ...figures, wrongSentences, keys: keys.length, lives: ends.length };
  } finally {
    await standIn.close();
    await site.remove();
  }
}

/** Whoever lives to say something says a sentence, and owns up to what may have been charged. */
async function complaintsAbout(
  { report, output }: LifeEnd,
  standIn: StandIn,
  site: Site,
): Promise<readonly string[]> {
  if (report === undefined) return output === '' ? [] : [`it says ${output}`];
  const { error } = report;
  if (error === undefined) return [];
  if (error.code === undefined || !/^[A-Z“].*\.$/s.test(error.sentence)) {
    return [`no sentence: ${error.sentence}`];
  }
  const isOwnedUp = error.mayHaveBeenCharged || (await chargesNobodyKnows(standIn, site)) === 0;
  return isOwnedUp ? [] : [`${error.code} does not own up to a charge`];
}
