import { CALLS, type CallName } from '../stand-in/behaviour.ts';
import { startStandIn, type Moment, type StandIn } from '../stand-in/stand-in.ts';
import { bundleOf, startWorker, type Bundle, type Worker } from './bundle.ts';
import { addTo, noFigures, type Figures } from './figures.ts';
import { findKey } from './find-key.ts';
import { shuffled } from './random.ts';
import { restartUntilDone } from './restart.ts';
import type { WorkerOrder } from './crash-worker.ts';
import { newSite, type Site } from './site.ts';

/** Days on which jobs take different ways, each with requests of its own. */
const SCENARIOS = ['direct', 'cover', 'empty-whole'] as const;
type Scenario = (typeof SCENARIOS)[number];

/** Where a process is killed. */
type KillPoint =
  | {
      readonly kind: 'call';
      readonly number: number;
      readonly isTorn: boolean;
      readonly name: string;
    }
  | { readonly kind: 'request'; readonly call: CallName; readonly moment: Moment };

const MOMENTS: readonly Moment[] = ['arrived', 'acted', 'half-answered', 'answered'];

export interface CrashPlan {
  readonly seed: number;
  /** Kill points to try at most; those at the journal and at requests come first. */
  readonly points: number;
  /** Told of each scenario that did not go well. */
  readonly report: (line: string) => void;
}

/**
 * Kills a process of its own, with SIGKILL, at system calls on the store's files and at moments of its
 * requests; starts again as a person would; and counts what was lost or paid twice.
 */
export async function crashSweep(plan: CrashPlan): Promise<Figures> {
  const bundle = await bundleOf('crash-worker.ts');
  const figures = noFigures();
  try {
    const tries = await plannedTries(bundle, plan);
    const next = tries.values();
    // Two at a time: each is mostly waiting for its process to start.
    await Promise.all(
      [1, 2].map(async () => {
        for (const { scenario, point } of next) {
          const found = await tryPoint(bundle, scenario, point, plan);
          addTo(figures, found);
        }
      }),
    );
  } finally {
    await bundle.remove();
  }
  return figures;
}

interface Try {
  readonly scenario: Scenario;
  readonly point: KillPoint;
}

async function plannedTries(bundle: Bundle, { seed, points }: CrashPlan): Promise<readonly Try[]> {
  const first: Try[] = [];
  const rest: Try[] = [];
  for (const scenario of SCENARIOS) {
    for (const point of await pointsOf(bundle, scenario)) {
      const isFirst = point.kind === 'request' || /^(journal|results)/.test(point.name);
      (isFirst ? first : rest).push({ scenario, point });
    }
  }
  return [...shuffled(first, seed), ...shuffled(rest, seed)].slice(0, points);
}

/** Runs once without a kill to learn what there is to be killed at. */
async function pointsOf(bundle: Bundle, scenario: Scenario): Promise<readonly KillPoint[]> {
  const standIn = await startStandIn({ scenario });
  const site = await newSite();
  try {
    const { output } = await runWorker(bundle, standIn, site, 0, false).ended;
    const names = JSON.parse(output) as readonly string[];
    const points = names.flatMap((name, index): readonly KillPoint[] => {
      const point = { kind: 'call', number: index + 1, isTorn: false, name } as const;
      return name.includes(' write') ? [point, { ...point, isTorn: true }] : [point];
    });
    const made = CALLS.filter((call) => standIn.wireLog.some((exchange) => exchange.call === call));
    const requests = made.flatMap((call) =>
      MOMENTS.map((moment) => ({ kind: 'request', call, moment }) as const),
    );
    return [...points, ...requests];
  } finally {
    await standIn.close();
    await site.remove();
  }
}

async function tryPoint(
  bundle: Bundle,
  scenario: Scenario,
  point: KillPoint,
  { report }: CrashPlan,
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
    const dieBefore = point.kind === 'call' ? point.number : 0;
    const worker = runWorker(
      bundle,
      standIn,
      site,
      dieBefore,
      point.kind === 'call' && point.isTorn,
    );
    kill = () => {
      worker.kill();
      return worker.ended;
    };
    await worker.ended;
    kill = undefined;
    const { figures, trouble } = await restartUntilDone(standIn, site);
    const keys = await findKey(standIn.key, [site.folder]);
    if (trouble !== undefined)
      report(`${scenario}, killed at ${JSON.stringify(point)}: ${trouble}`);
    for (const place of keys)
      report(`${scenario}, killed at ${JSON.stringify(point)}: key in ${place}`);
    return { ...figures, keys: keys.length };
  } finally {
    await standIn.close();
    await site.remove();
  }
}

function runWorker(
  bundle: Bundle,
  { url, uploadUrl, key }: StandIn,
  { folder, recording }: Site,
  dieBefore: number,
  isTorn: boolean,
): Worker {
  const order: WorkerOrder = { url, uploadUrl, key, folder, recording, dieBefore, isTorn };
  return startWorker(bundle, order);
}
