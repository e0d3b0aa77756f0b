import { CALLS, GOOD_DAY, type Behaviour, type CallName, type Trouble } from './behaviour.ts';

interface Scenario {
  readonly about: string;
  readonly behaviour: Behaviour;
}

function scenario(about: string, change: Partial<Behaviour> = {}): Scenario {
  return { about, behaviour: { ...GOOD_DAY, ...change } };
}

function always(about: string, on: CallName, give: Trouble): Scenario {
  return scenario(about, { faults: [{ on, give }] });
}

const code = (number: number, msg: string): Trouble => ({ kind: 'code', code: number, msg });

const GATEWAY_PAGE: Trouble = {
  kind: 'raw',
  status: 403,
  contentType: 'text/html; charset=UTF-8',
  body: '<!DOCTYPE html><html><body>error code: 1010</body></html>',
};

/** Days in the life of the service, by name. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  direct: scenario('an upload is separated itself'),
  cover: scenario('only music of the service itself is separated', { direct: 'refused' }),
  slow: scenario('tasks take twenty looks', { pendingPolls: 20 }),
  'string-times': scenario('note times are decimal strings', { noteTimes: 'strings' }),
  'midi-as-string': scenario('midiData is JSON in a string', { midiOfAll: 'string' }),
  'word-flags': scenario('ISO dates, and words where numbers are documented', {
    recordStyle: 'words',
  }),
  'no-stem-ids': scenario('stems have addresses, but no ids', { stems: 'urls-only' }),
  'snake-music': scenario('music records are snake case', {
    direct: 'refused',
    music: 'snake-case',
  }),
  'callback-exception': scenario('nobody answers at the callback address', {
    ending: 'CALLBACK_EXCEPTION',
    direct: 'refused',
  }),
  lagging: scenario('success is said two looks before the result shows', { laggingPolls: 2 }),
  'empty-whole': scenario('notes come for single stems only', { midiOfAll: 'empty-object' }),
  'empty-stems': scenario('notes come for the accompaniment only', {
    midiOfAll: 'null',
    midiOfStem: 'no-instruments',
  }),
  'empty-no-stems': scenario('as empty-whole, and single stems are refused', {
    midiOfAll: 'no-instruments',
    perStem: 'refused',
  }),
  'no-notes': scenario('no notes anywhere', {
    midiOfAll: 'empty-object',
    midiOfStem: 'empty-object',
    midiOfAccompaniment: 'empty-object',
  }),
  'no-stems': scenario('a separation succeeds without stems', { stems: 'none' }),
  'known-work': scenario('the cover is refused while its state stays PENDING', {
    direct: 'refused',
    failures: {
      music: {
        flag: 'PENDING',
        errorCode: 413,
        errorMessage: 'Uploaded audio matches existing work of art',
      },
    },
  }),
  'separation-fails': scenario('the separation fails', {
    failures: {
      separation: { flag: 'GENERATE_AUDIO_FAILED', errorCode: 500, errorMessage: 'Internal error' },
    },
  }),
  'midi-fails': scenario('the MIDI task fails', {
    failures: { midi: { flag: 3, errorCode: '500', errorMessage: 'Internal error' } },
  }),
  'wrong-key': scenario('no key is good', {
    faults: CALLS.map((on) => ({ on, give: code(401, 'You do not have access permissions') })),
  }),
  'no-credits': always('the account is empty', 'separate', code(402, 'Insufficient credits')),
  busy: scenario('two refusals for too many requests, then well', {
    faults: [
      {
        on: 'separate',
        times: 2,
        give: {
          kind: 'code',
          code: 429,
          httpStatus: 429,
          msg: 'Too many requests',
          headers: { 'retry-after': '11' },
        },
      },
    ],
  }),
  quota: always('the limit of the key is reached', 'separate', code(433, 'Sub-key limit exceeded')),
  maintenance: always('maintenance', 'separate', code(455, 'The service is under maintenance')),
  disabled: always('the function is switched off', 'midi', code(505, 'Feature disabled')),
  blocked: always('a gateway blocks', 'separate', GATEWAY_PAGE),
  'accepted-then-500': scenario('a separation is begun and charged, and answered with 500', {
    faults: [{ on: 'separate', afterwards: true, times: 1, give: code(500, 'Server error') }],
  }),
  'accepted-then-reset': scenario('a separation is begun and charged, and the line goes dead', {
    faults: [{ on: 'separate', afterwards: true, times: 1, give: { kind: 'reset' } }],
  }),
  'shaky-line': scenario('every second look is cut off', {
    pendingPolls: 4,
    faults: [
      { on: 'separation-info', skip: 1, times: 1, give: { kind: 'reset' } },
      { on: 'separation-info', skip: 3, times: 1, give: { kind: 'half-body' } },
      {
        on: 'midi-info',
        times: 1,
        give: { kind: 'raw', status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' },
      },
    ],
  }),
};
