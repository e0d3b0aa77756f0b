import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { STAND_IN_KEY, type StandIn, startStandIn } from '../contract/stand-in/stand-in.ts';
import { smallSong } from '../contract/stand-in/song.ts';
import { filesWithText } from './driver/files-with-text.ts';
import { partsOnDisk } from './driver/midi-on-disk.ts';
import { SCALE, tuneAsWav } from './driver/recordings.ts';
import { ScoreView } from './driver/score-view.ts';
import { SAMPLE, Session } from './driver/session.ts';
import {
  agreeToPay,
  cancelTranscription,
  errorSentence,
  filesIn,
  progressOf,
  transcribe,
} from './driver/transcribing.ts';
import { waitFor } from './driver/wait.ts';

const WRONG_KEY = 'apk-wrong-0123456789abcdef';

let standIn: StandIn;
let session: Session;

before(async () => {
  standIn = await startStandIn();
  session = await Session.start({
    files: [SAMPLE],
    machineSettings: {
      'stemstave.apikley.baseUrl': standIn.url,
      'stemstave.apikley.uploadBaseUrl': standIn.uploadUrl,
    },
  });
});

beforeEach(async () => {
  await session.workbench.clear();
});

after(async () => {
  await session.close();
  await standIn.close();
});

async function enterKey(key: string): Promise<void> {
  const { workbench } = session;
  await workbench.command('Stemstave: Set Apikley API Key…');
  await workbench.inputBox.waitFor();
  assert.equal(await workbench.inputBox.getAttribute('type'), 'password');
  await workbench.answer(key);
}

/** Consents, where the service's use is still to be agreed to, and waits for the notation. */
async function scoreAfterConsent(accept: string): Promise<ScoreView> {
  const { workbench } = session;
  await workbench.button(workbench.dialog, accept).click();
  await progressOf(session).waitFor();
  return new ScoreView(workbench);
}

test('without a key, the service is not asked, and the way to a key is offered', async (t) => {
  await transcribe(session, session.path('first-light.ogg'), 'Apikley');
  const sentence = await errorSentence(session);
  await session.screenshot('no-key');
  t.diagnostic(sentence);
  assert.match(sentence, /key/);
  assert.equal(standIn.wireLog.length, 0);
  const { workbench } = session;
  await workbench.button(workbench.toast(sentence), 'Set API Key').click();
  await workbench.inputBox.waitFor();
  assert.equal(await workbench.inputBox.getAttribute('type'), 'password');
});

test('a wrong key is refused with a sentence and not kept', async (t) => {
  const { workbench } = session;
  await enterKey(WRONG_KEY);
  const sentence = await waitFor('a word about the key', async () => {
    const text = await workbench.inputMessage.textContent();
    return text?.includes('does not accept') === true ? text : undefined;
  });
  await session.screenshot('wrong-key');
  t.diagnostic(sentence);
  assert.match(sentence, /key/);
  assert.ok(!sentence.includes(WRONG_KEY));
  assert.deepEqual(
    standIn.wireLog.map(({ call }) => call),
    ['credits'],
  );
});

test('with a key and consent, the recording comes back as notation', async (t) => {
  await enterKey(STAND_IN_KEY);
  await session.workbench.toast('The key works').waitFor();
  await session.screenshot('key-stored');
  await transcribe(session, session.path('first-light.ogg'), 'Apikley');
  await session.workbench.dialog.waitFor();
  await session.screenshot('consent');
  const view = await scoreAfterConsent('Send Recording');
  await session.screenshot('service-progress');
  const drawn = await view.readParts();
  await session.screenshot('service-score');

  const heard = smallSong().map(({ name, notes }) => ({ name, notes: notes.length }));
  const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
  const saved = partsOnDisk(session.path('first-light.mid'));
  assert.deepEqual([...saved].sort(byName), [...heard].sort(byName));
  assert.deepEqual(drawn.map(({ name }) => name).sort(), heard.map(({ name }) => name).sort());
  for (const { name, noteheads } of drawn) assert.ok(noteheads > 0, `no note of ${name} is drawn`);
  t.diagnostic(standIn.wireLog.map(({ call, method }) => `${method} ${call ?? '?'}`).join(', '));
});

test('the key survives a reload, and what was agreed to is not asked again', async () => {
  writeFileSync(session.path('scale.wav'), tuneAsWav(SCALE));
  await session.workbench.reload();
  await transcribe(session, session.path('scale.wav'), 'Apikley');
  await agreeToPay(session);
  await session.workbench.tab('scale.mid').waitFor({ timeout: 60_000 });
  const drawn = await new ScoreView(session.workbench).readParts();
  assert.equal(drawn.length, smallSong().length);
});

test('the key is in one header on the wire and in no file in plain', () => {
  const withKey = standIn.wireLog.filter(({ keyFoundIn }) => keyFoundIn.length > 0);
  assert.ok(withKey.length >= 10);
  for (const { keyFoundIn } of withKey) assert.deepEqual(keyFoundIn, ['header authorization']);
  assert.deepEqual(standIn.problems, []);
  assert.deepEqual(standIn.ledger.secondCharges, []);
  for (const key of [STAND_IN_KEY, WRONG_KEY]) {
    assert.deepEqual(filesWithText(session.folder.root, key), []);
    assert.deepEqual(
      session.consoleLines.filter((line) => line.includes(key)),
      [],
    );
  }
});

test('a finished separation becomes a score by its task id', async () => {
  const { workbench } = session;
  await workbench.command('Stemstave: Generate MIDI from Separation Task…');
  await workbench.answer(standIn.separationTaskId);
  await workbench.chooseFile(session.path('separated.mid'));
  await agreeToPay(session);
  await workbench.tab('separated.mid').waitFor({ timeout: 60_000 });
  assert.equal(partsOnDisk(session.path('separated.mid')).length, smallSong().length);
});

test('a cancelled job leaves no score and asks the service for nothing more', async () => {
  writeFileSync(session.path('other.wav'), tuneAsWav([...SCALE].reverse()));
  const filesBefore = filesIn(session);
  await transcribe(session, session.path('other.wav'), 'Apikley');
  const progress = progressOf(session);
  await progress.waitFor();
  await cancelTranscription(session);
  await progress.waitFor({ state: 'hidden' });
  const requests = standIn.wireLog.length;
  await session.workbench.clear();
  assert.deepEqual(filesIn(session), filesBefore);
  assert.equal(standIn.wireLog.length, requests);
});

test('a key that is withdrawn later gets a sentence and the way to a new one', async (t) => {
  const port = Number(new URL(standIn.url).port);
  await standIn.close();
  standIn = await startStandIn({ port, key: 'apk-new-0123456789abcdef' });
  writeFileSync(session.path('later.wav'), tuneAsWav([60, 67, 64, 72]));
  await transcribe(session, session.path('later.wav'), 'Apikley');
  const sentence = await errorSentence(session);
  await session.screenshot('withdrawn-key');
  t.diagnostic(sentence);
  assert.match(sentence, /key/);
  await session.workbench.button(session.workbench.toast(sentence), 'Set API Key').waitFor();
  assert.ok(!filesIn(session).includes('later.mid'));
});

test('with the network gone, the person is told so and loses nothing', async (t) => {
  await standIn.close();
  const filesBefore = filesIn(session);
  await transcribe(session, session.path('later.wav'), 'Apikley');
  const sentence = await errorSentence(session);
  await session.screenshot('network-gone');
  t.diagnostic(sentence);
  assert.match(sentence, /^\p{Lu}.{20,}[.]$/u);
  assert.deepEqual(filesIn(session), filesBefore);
});
