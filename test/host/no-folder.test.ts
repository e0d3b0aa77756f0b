import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { partsOnDisk } from './driver/midi-on-disk.ts';
import { SCALE, tuneAsWav } from './driver/recordings.ts';
import { ScoreView } from './driver/score-view.ts';
import { Session } from './driver/session.ts';
import { filesIn, transcribe } from './driver/transcribing.ts';

let session: Session;

before(async () => {
  session = await Session.start({ opensFolder: false });
});

after(async () => {
  await session.close();
});

test('with no folder open, a recording anywhere is transcribed beside itself', async () => {
  writeFileSync(session.path('scale.wav'), tuneAsWav(SCALE));
  await transcribe(session, session.path('scale.wav'));
  const drawn = await new ScoreView(session.workbench).readParts();
  await session.screenshot('no-folder');
  assert.ok(drawn.some(({ noteheads }) => noteheads > 0));
  assert.deepEqual(filesIn(session), ['scale.mid', 'scale.wav']);
  assert.ok(partsOnDisk(session.path('scale.mid')).length > 0);
});
