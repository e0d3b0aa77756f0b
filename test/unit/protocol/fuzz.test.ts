import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHostMessage, scoreOpened } from '../../../src/protocol/host-messages.ts';
import type { Parsed } from '../../../src/protocol/parse.ts';
import { Refusals } from '../../../src/protocol/refusals.ts';
import { parseViewerMessage } from '../../../src/protocol/viewer-messages.ts';
import { exampleScore } from '../../support/example-score.ts';
import { malformed } from '../../support/malformed.ts';
import { HOST_MESSAGES, VIEWER_MESSAGES } from '../../support/sound-messages.ts';

const SIDES: readonly {
  readonly name: string;
  readonly parse: (value: unknown) => Parsed<unknown>;
  readonly sound: readonly unknown[];
}[] = [
  { name: 'the view', parse: parseHostMessage, sound: HOST_MESSAGES },
  { name: 'the host', parse: parseViewerMessage, sound: VIEWER_MESSAGES },
];

for (const { name, parse, sound } of SIDES) {
  test(`${name} accepts every kind of message there is`, () => {
    for (const message of sound) assert.deepEqual(parse(message), { ok: true, message });
  });

  test(`${name} refuses 100 000 malformed messages, and never throws`, () => {
    fc.assert(
      fc.property(malformed(sound), (message) => {
        const parsed = parse(message);
        assert.equal(parsed.ok, false);
        assert.ok(parsed.reason.length > 0 && parsed.reason.length <= 300);
      }),
      { numRuns: 100_000, endOnFailure: true },
    );
  });

  test(`${name} refuses a message with a key too many`, () => {
    for (const message of sound) {
      assert.equal(parse({ ...Object(message), path: '/etc/passwd' }).ok, false);
    }
  });

  test(`${name} refuses messages of another version`, () => {
    for (const message of sound) assert.equal(parse({ ...Object(message), version: 2 }).ok, false);
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
  const opened = scoreOpened(exampleScore, exampleScore, { revision: 1, performanceId: 1 });
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
  const opened = scoreOpened(exampleScore, exampleScore, { revision: 1, performanceId: 1 });
  const bars = opened.slice.bars.slice(1);
  assert.equal(parseHostMessage({ ...opened, slice: { ...opened.slice, bars } }).ok, false);
});

test('a flood of refused messages is a handful of lines in the log', () => {
  const refusals = new Refusals();
  const lines = Array.from({ length: 100_000 }, () => refusals.note('message: no')).filter(
    (line) => line !== undefined,
  );
  assert.ok(lines.length < 30);
  assert.equal(lines.at(-1), 'message: no (number 65536)');
});
