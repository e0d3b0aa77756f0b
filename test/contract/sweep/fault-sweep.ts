import { inspect } from 'node:util';
import { createTransport } from '../../../src/engines/apikley/http/undici-transport.ts';
import type { Transport } from '../../../src/engines/apikley/http/transport.ts';
import type { StemstaveError } from '../../../src/errors.ts';
import type { Clock } from '../../../src/jobs/clock.ts';
import { callAt } from '../stand-in/routes.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { patientClock } from '../support.ts';
import { randomCases, systematicCases, type FaultCase } from './fault-cases.ts';
import { addTo, noFigures, type Figures } from './figures.ts';
import { findKey } from './find-key.ts';
import { shuffled } from './random.ts';
import { chargesNobodyKnows, restartUntilDone, runOnce, type Ending } from './restart.ts';
import { newSite } from './site.ts';

const IMPATIENT_MS = 300;

export interface FaultSweepPlan {
  readonly seed: number;
  /** Of the systematic cases, at most so many. */
  readonly systematic: number;
  readonly random: number;
  /** Told of each scenario that did not go well. */
  readonly report: (line: string) => void;
}

/**
 * Runs a job on days with faults: how it ends and what it says; then, when the faults are over, what
 * comes of it in the end and what the ledger says.
 */
export async function faultSweep({
  seed,
  systematic,
  random,
  report,
}: FaultSweepPlan): Promise<Figures> {
  const cases = [
    ...shuffled(systematicCases(), seed).slice(0, systematic),
    ...randomCases(seed, random),
  ].values();
  const figures = noFigures();
  await Promise.all(
    [1, 2].map(async () => {
      for (const each of cases) {
        addTo(figures, await tryCase(each, report));
      }
    }),
  );
  return figures;
}

async function tryCase(fault: FaultCase, report: (line: string) => void): Promise<Figures> {
  const { scenario, faults, name } = fault;
  const standIn = await startStandIn({ scenario, behaviour: { faults } });
  const site = await newSite();
  try {
    const clock = jumpingClock();
    const transport = troubledTransport(fault, clock);
    const ending = await runOnce(standIn, site, false, { transport }, clock);
    const complaint = await complaintOf(ending, fault, standIn, site.folder);
    if (complaint !== undefined) report(`${name}: ${complaint}`);
    standIn.heal();
    const { figures, trouble } = await restartUntilDone(standIn, site);
    if (trouble !== undefined) report(`${name}, afterwards: ${trouble}`);
    const keys = [
      ...(await findKey(standIn.key, [site.folder])),
      ...(saysKey(ending, standIn.key) ? ['the error'] : []),
    ];
    for (const place of keys) report(`${name}: key in ${place}`);
    return {
      ...figures,
      hangs: figures.hangs + (ending.kind === 'hang' ? 1 : 0),
      wrongSentences: figures.wrongSentences + (complaint === undefined ? 0 : 1),
      keys: keys.length,
    };
  } finally {
    await standIn.close();
    await site.remove();
  }
}

/** What is wrong with how the first run ended; `undefined` if nothing is. */
async function complaintOf(
  ending: Ending,
  { expected }: FaultCase,
  standIn: StandIn,
  folder: string,
): Promise<string | undefined> {
  if (ending.kind === 'hang') return 'it hangs';
  if (ending.kind === 'crash') return `not a sentence: ${String(ending.error)}`;
  if (ending.kind === 'notes') {
    return expected?.ends === 'error' ? `notes, where ${expected.code} was due` : undefined;
  }
  const { error } = ending;
  const lost = await chargesNobodyKnows(standIn, { folder });
  if (lost > 0 && !error.mayHaveBeenCharged) return `${error.code} does not own up to a charge`;
  if (!isSentence(error, standIn.key)) return `no sentence: ${error.message}`;
  if (expected === undefined) return undefined;
  const said = `${error.code} (${error.message})`;
  if (expected.ends === 'notes') return `${said}, where notes were due`;
  if (error.code !== expected.code || !expected.words.test(error.message)) {
    return `${said}, where ${expected.code} was due`;
  }
  return error.mayHaveBeenCharged === expected.charged
    ? undefined
    : `${said} is wrong about the charge`;
}

/** Errors are looked into as deep as a log would: with their stacks and causes. */
function saysKey(ending: Ending, key: string): boolean {
  return 'error' in ending && inspect(ending.error, { depth: 10, showHidden: true }).includes(key);
}

function isSentence({ message }: StemstaveError, key: string): boolean {
  return /^[A-Z“].*\.$/s.test(message) && !message.includes(key) && message.length < 600;
}

/** A clock on which nothing takes time, and whose wall time can be set. */
function jumpingClock(): Clock & { jumpMs: number } {
  const clock = patientClock();
  const jumping = { ...clock, jumpMs: 0, now: () => clock.now() + jumping.jumpMs };
  return jumping;
}

/** The usual way to the service, with the trouble that does not come from the service itself. */
function troubledTransport(
  { misled, impatient, jump }: FaultCase,
  clock: { jumpMs: number },
): Transport {
  const direct = createTransport();
  const seen = new Set<string>();
  return {
    send: (request, signal) => {
      const call = callAt(request.url.pathname);
      const isFirst = call !== undefined && !seen.has(call);
      if (call !== undefined) seen.add(call);
      if (isFirst && call === jump?.call) clock.jumpMs = jump.ms;
      if (isFirst && call === impatient) {
        return direct.send({ ...request, timeoutMs: IMPATIENT_MS }, signal);
      }
      if (isFirst && call === misled?.call) {
        const origin =
          misled.to === 'no-such-name' ? 'http://no.such.invalid' : 'http://127.0.0.1:9';
        return direct.send({ ...request, url: new URL(request.url.pathname, origin) }, signal);
      }
      return direct.send(request, signal);
    },
  };
}
