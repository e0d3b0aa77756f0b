import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError, parseCommand } from '../../../src/cli/arguments.ts';

test('transcribe takes a recording, an engine and a folder', () => {
  assert.deepEqual(parseCommand(['transcribe', 'a.mp3', '--engine', 'apikley', '--out', 'o']), {
    kind: 'transcribe',
    audioPath: 'a.mp3',
    engine: 'apikley',
    outFolder: 'o',
    force: false,
    answers: {
      'allow-upload': false,
      'allow-cover': false,
      'allow-long': false,
      'smaller-copy': false,
      'start-anew': false,
      'go-on': false,
    },
    fresh: false,
    stems: false,
    pitchBends: false,
    caps: { perJob: undefined, perMonth: undefined },
  });
});

test('the engine is on-device unless another is named', () => {
  const command = parseCommand(['transcribe', 'a.mp3']);
  assert.equal(command.kind === 'transcribe' && command.engine, 'on-device');
});

test('notate takes a performance and a score', () => {
  assert.deepEqual(parseCommand(['notate', 'p.mid', '--out', 's.musicxml', '--force']), {
    kind: 'notate',
    midiPath: 'p.mid',
    outPath: 's.musicxml',
    partName: undefined,
    tablature: false,
    paper: 'a4',
    force: true,
  });
});

test('notate takes a part and a paper', () => {
  const args = ['notate', 'p.mid', '--out', 's.pdf', '--part', 'Flute', '--paper', 'letter'];
  const command = parseCommand(args);
  assert.ok(command.kind === 'notate');
  assert.deepEqual([command.partName, command.paper], ['Flute', 'letter']);
});

test('help and version win over everything else', () => {
  assert.equal(parseCommand([]).kind, 'help');
  assert.equal(parseCommand(['transcribe', '--help']).kind, 'help');
  assert.equal(parseCommand(['--version']).kind, 'version');
});

for (const { args, says } of [
  { args: ['sing', 'a.mp3'], says: /no command "sing"/ },
  { args: ['transcribe'], says: /needs a file/ },
  { args: ['transcribe', 'a.mp3', 'b.mp3'], says: /one file at a time/ },
  { args: ['transcribe', 'a.mp3', '--engine', 'magic'], says: /no engine "magic"/ },
  { args: ['notate', 'a.mid'], says: /needs --out/ },
  { args: ['notate', 'a.mid', '--out', 'b.pdf', '--paper', 'napkin'], says: /no paper "napkin"/ },
  { args: ['transcribe', 'a.mp3', '--louder'], says: /--louder/ },
]) {
  test(`"${args.join(' ')}" is refused with a reason`, () => {
    assert.throws(
      () => parseCommand(args),
      (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, says);
        return true;
      },
    );
  });
}

test('a limit is a number of credits', () => {
  const command = parseCommand(['transcribe', 'a.mp3', '--max-credits-per-month', '12.5']);
  assert.ok(command.kind === 'transcribe');
  assert.deepEqual(command.caps, { perJob: undefined, perMonth: 12.5 });
  for (const limit of ['0', '-1', 'much', 'NaN', '']) {
    const args = ['transcribe', 'a.mp3', `--max-credits-per-job=${limit}`];
    assert.throws(() => parseCommand(args), UsageError, limit);
  }
});
