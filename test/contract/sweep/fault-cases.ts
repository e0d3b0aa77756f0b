import { gzipSync } from 'node:zlib';
import { CALLS, type CallName, type Fault, type Trouble } from '../stand-in/behaviour.ts';
import {
  afterCode,
  afterLineTrouble,
  CODES,
  kindOf,
  LINE_TROUBLES,
  type Expected,
  type LineTrouble,
} from './expected.ts';
import { randomOf } from './random.ts';

/** One scenario: a day at the service with faults, and how the first run of a job ends in it. */
export interface FaultCase {
  readonly name: string;
  readonly scenario: string;
  readonly faults: readonly Fault[];
  /** Requests that do not even get to the stand-in: the first ones of a call. */
  readonly misled?: { readonly call: CallName; readonly to: 'no-such-name' | 'nobody-there' };
  /** Calls whose first request has a short time limit, as its answer never ends. */
  readonly impatient?: CallName;
  /** The wall clock jumps by this when the first request of the call goes out. */
  readonly jump?: { readonly call: CallName; readonly ms: number };
  /** `undefined`: any end is right that says what it should. */
  readonly expected: Expected | undefined;
}

const DAY_MS = 24 * 3600_000;
const JUMPS_MS = [-400 * DAY_MS, -3600_000, 3600_000, 15 * DAY_MS, 4000 * DAY_MS];
const DAYS = ['direct', 'cover', 'empty-whole', 'lagging', 'callback-exception', 'snake-music'];
/** 100 MB of zeros are 100 kB. */
let bomb: Buffer | undefined;

function coded(code: number, isHttp: boolean): Trouble {
  return { kind: 'code', code, msg: 'Some words', ...(isHttp ? { httpStatus: code } : {}) };
}

function troubleOf(name: LineTrouble): Trouble {
  const json = { kind: 'raw', status: 200, contentType: 'application/json' } as const;
  switch (name) {
    case 'reset':
    case 'half-body':
    case 'silence':
      return { kind: name };
    case 'slow-loris':
      return { kind: 'drip' };
    case 'endless':
      return { kind: 'huge' };
    case 'garbage':
      return { ...json, body: '{"code":200,"data":{"taskId' };
    case 'page':
      return { kind: 'raw', status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' };
    case 'gzip-bomb':
      bomb ??= gzipSync(Buffer.alloc(100 * 1024 * 1024));
      return { ...json, body: bomb, headers: { 'content-encoding': 'gzip' } };
    case 'no-such-name':
    case 'nobody-there':
      throw new Error('Such requests do not get to the stand-in.');
  }
}

function dayOf(call: CallName): string {
  return call === 'cover' || call === 'music-info' ? 'cover' : 'direct';
}

/** Every code at every step, once and for good, in the body and over HTTP; every trouble of the line. */
export function systematicCases(): readonly FaultCase[] {
  return CALLS.flatMap((call) => [
    ...CODES.flatMap((code) =>
      [false, true].flatMap((isHttp) =>
        [false, true].map((isPersistent): FaultCase => {
          const fault: Fault = { on: call, give: coded(code, isHttp) };
          return {
            name: `${code}${isHttp ? ' over HTTP' : ''} ${isPersistent ? 'always' : 'once'} on ${call}`,
            scenario: dayOf(call),
            faults: [isPersistent ? fault : { ...fault, times: 1 }],
            expected: afterCode(code, call, isPersistent),
          };
        }),
      ),
    ),
    ...LINE_TROUBLES.flatMap((trouble) => lineCases(call, trouble)),
    ...JUMPS_MS.map((ms): FaultCase => ({
      name: `the clock jumps by ${ms} ms at ${call}`,
      scenario: dayOf(call),
      faults: [],
      jump: { call, ms },
      expected: { ends: 'notes' },
    })),
  ]);
}

function lineCases(call: CallName, trouble: LineTrouble): readonly FaultCase[] {
  const common = {
    scenario: dayOf(call),
    expected: expectedOf(trouble, call),
  };
  if (trouble === 'no-such-name' || trouble === 'nobody-there') {
    return [
      { ...common, name: `${trouble} for ${call}`, faults: [], misled: { call, to: trouble } },
    ];
  }
  const isEndless = trouble === 'silence' || trouble === 'slow-loris';
  const fault: Fault = { on: call, give: troubleOf(trouble), times: 1 };
  // A paid request may or may not have been acted upon when its answer is lost.
  return (kindOf(call) === 'create' ? [false, true] : [false]).map((afterwards) => ({
    ...common,
    name: `${trouble} on ${call}${afterwards ? ', acted upon' : ''}`,
    faults: [{ ...fault, afterwards }],
    ...(isEndless ? { impatient: call } : {}),
  }));
}

/** A page with an HTTP error is that error. */
function expectedOf(trouble: LineTrouble, call: CallName): Expected {
  return trouble === 'page' ? afterPage(call) : afterLineTrouble(trouble, call);
}

function afterPage(call: CallName): Expected {
  const words = /had an error of its own/;
  return kindOf(call) === 'create'
    ? { ends: 'error', code: 'service-failed', words, charged: true }
    : { ends: 'notes' };
}

/** Several faults at once, drawn by a seed. */
export function randomCases(seed: number, count: number): readonly FaultCase[] {
  const random = randomOf(seed);
  const pick = <T>(things: readonly T[]): T => {
    const thing = things[Math.floor(random() * things.length)];
    if (thing === undefined) throw new Error('Nothing to pick from.');
    return thing;
  };
  const quick = LINE_TROUBLES.filter(
    (name) => name in { reset: 1, 'half-body': 1, garbage: 1, page: 1 },
  );
  return Array.from({ length: count }, (_, index): FaultCase => {
    const faults = Array.from({ length: 1 + Math.floor(random() * 4) }, (): Fault => {
      const on = pick(CALLS);
      const give = random() < 0.6 ? coded(pick(CODES), random() < 0.3) : troubleOf(pick(quick));
      return {
        on,
        give,
        skip: Math.floor(random() * 3),
        times: 1 + Math.floor(random() * 3),
        // A refusal that was acted upon would be a lie no client can see through.
        afterwards: kindOf(on) === 'create' && isDoubt(give) && random() < 0.5,
      };
    });
    const jump = random() < 0.2 ? { jump: { call: pick(CALLS), ms: pick(JUMPS_MS) } } : {};
    return {
      name: `random ${index} of seed ${seed}`,
      scenario: pick(DAYS),
      faults,
      ...jump,
      expected: undefined,
    };
  });
}

function isDoubt(give: Trouble): boolean {
  return give.kind !== 'code' || [408, 477, 500, 501].includes(give.code);
}
