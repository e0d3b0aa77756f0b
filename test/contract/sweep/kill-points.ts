import { CALLS, type CallName } from '../stand-in/behaviour.ts';
import { startStandIn, type Moment } from '../stand-in/stand-in.ts';
import type { Bundle } from './bundle.ts';
import type { Mishap } from './crash-worker.ts';
import { randomOf, shuffled } from './random.ts';
import { newSite } from './site.ts';
import { live } from './worker-life.ts';

/** Days on which jobs take different ways, each with requests of its own. */
const SCENARIOS = ['direct', 'cover', 'empty-whole'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Where something happens to a process: at a system call on the store's files, or in a request. */
export type KillPoint =
  | {
      readonly kind: 'call';
      readonly number: number;
      readonly mishap: Mishap;
      readonly name: string;
    }
  | { readonly kind: 'request'; readonly call: CallName; readonly moment: Moment };

const MOMENTS: readonly Moment[] = ['arrived', 'acted', 'half-answered', 'answered'];
const HOUR_MS = 3600_000;
/** How much later, by the clock on the wall, somebody starts again: uploads last for 20 h. */
const PAUSES_MS = [0, 0, 0, 21 * HOUR_MS, -HOUR_MS];

/** One job, what happens to it, and what happens to those that take it up. */
export interface Try {
  readonly scenario: Scenario;
  readonly point: KillPoint;
  /** System calls before which the second and the third life end, if they get that far. */
  readonly laterDeaths: readonly number[];
  readonly pauseMs: number;
}

/** What changes records and results; a kill at any other call leaves what the one before it has left. */
const CHANGES = /^(journal|results) (open|mkdir|write|writeFile|sync|rename|rm)$/;

/**
 * All there is to try, in the seed's order: first every change to records and results, and every moment of
 * every request; then the locks and turns that are shared with other processes, and what only reads.
 * @param most tries at most
 */
export async function plannedTries(
  bundle: Bundle,
  seed: number,
  most: number,
): Promise<readonly Try[]> {
  const first: Try[] = [];
  const rest: Try[] = [];
  const random = randomOf(seed);
  for (const scenario of SCENARIOS) {
    for (const point of await pointsOf(bundle, scenario)) {
      const isFirst = point.kind === 'request' || CHANGES.test(point.name);
      const deaths = Math.floor(random() * 3);
      (isFirst ? first : rest).push({
        scenario,
        point,
        laterDeaths: Array.from({ length: deaths }, () => 1 + Math.floor(random() * 120)),
        pauseMs: PAUSES_MS[Math.floor(random() * PAUSES_MS.length)] ?? 0,
      });
    }
  }
  return [...shuffled(first, seed), ...shuffled(rest, seed)].slice(0, most);
}

/** Lives once without a mishap to learn where there can be one. */
async function pointsOf(bundle: Bundle, scenario: Scenario): Promise<readonly KillPoint[]> {
  const standIn = await startStandIn({ scenario });
  const site = await newSite();
  try {
    const { report } = await live(bundle, standIn, site).ended;
    if (report === undefined) throw new Error(`Nothing comes of ${scenario} even on a good day.`);
    const points = report.calls.flatMap((name, index): readonly KillPoint[] => {
      const mishaps: readonly Mishap[] = name.includes(' write')
        ? ['killed', 'torn', 'full-once', 'full']
        : ['killed'];
      return mishaps.map((mishap) => ({ kind: 'call', number: index + 1, mishap, name }));
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
