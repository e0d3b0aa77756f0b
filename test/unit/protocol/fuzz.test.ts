import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  barsAnswer,
  errorShown,
  notesAnswer,
  parseHostMessage,
  playbackOpened,
  scoreOpened,
} from '../../../src/protocol/host-messages.ts';
import type { Parsed } from '../../../src/protocol/parse.ts';
import { parseViewerMessage } from '../../../src/protocol/viewer-messages.ts';
import type { Transcription } from '../../../src/transcription/model.ts';
import { exampleScore } from '../../support/example-score.ts';

const performance: Transcription = {
  durationSec: 20,
  instruments: [
    {
      name: 'Melody',
      program: 73,
      isDrum: false,
      notes: [
        { pitch: 60, startSec: 0, endSec: 1.25, velocity: 0.5 },
        { pitch: 62, startSec: 1, endSec: 2, velocity: 1, confidence: 0.25 },
      ],
    },
  ],
};

const SIDES: readonly {
  readonly name: string;
  readonly parse: (value: unknown) => Parsed<unknown>;
  readonly sound: readonly unknown[];
}[] = [
  {
    name: 'the view',
    parse: parseHostMessage,
    sound: [
      scoreOpened(exampleScore, 1),
      barsAnswer(exampleScore, 1, { requestId: 0, first: 3, count: 2 }),
      playbackOpened(exampleScore, performance, 1),
      notesAnswer(performance, 1, { requestId: 0, instrument: 0, first: 0, count: 10 }),
      {
        version: 1,
        type: 'recording',
        revision: 1,
        recording: { name: 'song.mp3', byteLength: 5000 },
        sentence: '',
      },
      {
        version: 1,
        type: 'recording-bytes',
        revision: 1,
        requestId: 0,
        offset: 0,
        bytes: new ArrayBuffer(8),
      },
      {
        version: 1,
        type: 'rasterise-page',
        requestId: 3,
        svg: '<svg xmlns="http://www.w3.org/2000/svg"/>',
        widthPx: 2480,
        heightPx: 3508,
      },
      errorShown('This file is not a MIDI file.', 'Choose another one.'),
    ],
  },
  {
    name: 'the host',
    parse: parseViewerMessage,
    sound: [
      { version: 1, type: 'ready' },
      { version: 1, type: 'request-bars', revision: 1, requestId: 4, first: 32, count: 32 },
      { version: 1, type: 'arrange', parts: [{ id: 'P2', isVisible: false, name: 'Oboe' }] },
      { version: 1, type: 'request-playback', revision: 1 },
      {
        version: 1,
        type: 'request-notes',
        revision: 1,
        requestId: 0,
        instrument: 0,
        first: 0,
        count: 9,
      },
      { version: 1, type: 'request-recording', revision: 1 },
      { version: 1, type: 'request-recording-bytes', revision: 1, requestId: 0, offset: 1024 },
      { version: 1, type: 'page-rasterised', requestId: 3, png: 'iVBORw0KGgo=' },
      { version: 1, type: 'log', level: 'warn', text: 'Bar 3 could not be drawn.' },
      { version: 1, type: 'rendered', revision: 1, first: 0, count: 4, noteheads: [12, 30] },
    ],
  },
];

/** Everything that can be changed in a message, as paths to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key])),
  ];
}

function changedAt(value: unknown, path: readonly string[], change: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change;
  if (Array.isArray(value)) {
    return value.map((inner: unknown, i) =>
      String(i) === key ? changedAt(inner, rest, change) : inner,
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name,
      name === key ? changedAt(inner, rest, change) : inner,
    ]),
  );
}

/** No value of this list is right anywhere in a message. */
const POISON: readonly unknown[] = [
  NaN,
  Infinity,
  -1.5,
  1e308,
  '×'.repeat(5000),
  { __proto__: { polluted: true } },
  { constructor: 1 },
  () => 1,
  Symbol('x'),
  10n,
  new Date(0),
  new Map([[1, 2]]),
  [[[[[]]]]],
];

for (const { name, parse, sound } of SIDES) {
  test(`${name} accepts every kind of message there is`, () => {
    for (const message of sound) assert.deepEqual(parse(message), { ok: true, message });
  });

  test(`${name} refuses anything at all that is no message, and never throws`, () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          const parsed = parse(value);
          assert.equal(parsed.ok, false);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test(`${name} refuses every message with one thing in it spoiled`, () => {
    const places = sound.map((message) => placesIn(message));
    fc.assert(
      fc.property(
        fc.nat(sound.length - 1),
        fc.nat(),
        fc.constantFrom(...POISON),
        (which, place, poison) => {
          const paths = places[which] ?? [];
          const path = paths[place % paths.length] ?? [];
          const parsed = parse(changedAt(sound[which], path, poison));
          assert.equal(parsed.ok, false, `${path.join('.')} took ${String(poison)}`);
          assert.ok(parsed.reason.length > 0 && parsed.reason.length <= 300);
        },
      ),
      { numRuns: name === 'the host' ? 20_000 : 6000 },
    );
  });

  test(`${name} refuses a message with a key too many`, () => {
    for (const message of sound) {
      assert.equal(parse({ ...Object(message), path: '/etc/passwd' }).ok, false);
    }
  });

  test(`${name} refuses messages of another version`, () => {
    for (const message of sound) assert.equal(parse(changedAt(message, ['version'], 2)).ok, false);
  });
}

test('a getter that throws is a refused message, no crash', () => {
  const message = {
    version: 1,
    get type(): string {
      throw new Error('gotcha');
    },
  };
  assert.equal(parseViewerMessage(message).ok, false);
  assert.equal(parseHostMessage(message).ok, false);
});

test('a flood of bars, parts or words is refused', () => {
  const opened = scoreOpened(exampleScore, 1);
  const { slice } = opened;
  const [bar] = slice.bars;
  const many = { ...opened, slice: { ...slice, bars: Array.from({ length: 5000 }, () => bar) } };
  assert.equal(parseHostMessage(many).ok, false);
  const [part] = opened.header.parts;
  const parts = Array.from({ length: 100_000 }, () => part);
  assert.equal(parseHostMessage({ ...opened, header: { ...opened.header, parts } }).ok, false);
  const log = { version: 1, type: 'log', level: 'info', text: 'x'.repeat(10_000_000) };
  assert.equal(parseViewerMessage(log).ok, false);
});

test('a slice whose staves have too few bars is refused', () => {
  const opened = scoreOpened(exampleScore, 1);
  const bars = opened.slice.bars.slice(1);
  assert.equal(parseHostMessage({ ...opened, slice: { ...opened.slice, bars } }).ok, false);
});
