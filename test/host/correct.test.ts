import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { documentOfTranscription } from '../../src/formats/midi/document-of-transcription.ts';
import { readMidi } from '../../src/formats/midi/read.ts';
import { writeMidi } from '../../src/formats/midi/write.ts';
import { ScoreView } from './driver/score-view.ts';
import { Session } from './driver/session.ts';
import { waitFor } from './driver/wait.ts';

/** Written by another program than ours. */
const WILD = fileURLToPath(
  new URL('../../media/sample/first-light.reference.mid', import.meta.url),
);

const folder = mkdtempSync(join(tmpdir(), 'stemstave-correct-'));
let session: Session;

before(async () => {
  const { title, performance } = readMidi(readFileSync(WILD));
  const ours = join(folder, 'ours.mid');
  const provenance = { engine: 'on-device', sourceName: 'a.wav', sourceSha256: '', taskIds: {} };
  writeFileSync(ours, writeMidi(documentOfTranscription(title, performance, provenance)));
  session = await Session.start({
    files: [ours, { path: WILD, name: 'wild.mid' }],
    // In a browser VS Code saves by itself unless told not to.
    settings: { 'files.autoSave': 'off' },
  });
});

after(async () => {
  await session.close();
  rmSync(folder, { recursive: true });
});

/** Picks a correction in the open score, line after line. */
async function correct(...lines: readonly string[]): Promise<void> {
  await session.workbench.command('Stemstave: Correct Score…');
  for (const line of lines) await session.workbench.pick(line);
}

function isDirty(wanted: boolean): Promise<true> {
  return waitFor(`the tab to be ${wanted ? 'dirty' : 'clean'}`, async () => {
    const classes = (await session.workbench.tab('ours.mid').getAttribute('class')) ?? '';
    return /\bdirty\b/.test(classes) === wanted ? true : undefined;
  });
}

function onDisk(name: string) {
  return readMidi(readFileSync(session.path(name)));
}

test('a metre is put right in the open score: undone, done again, and saved into the file', async () => {
  const { workbench } = session;
  await workbench.contextMenu('ours.mid', 'Open as Score');
  await new ScoreView(workbench).readParts();
  await workbench.command('Stemstave: Correct Score…');
  await waitFor('the list to say how sure the machine was of the metre', async () => {
    const rows = await workbench.pickRows();
    const metre = rows.find((row) => row.includes('Time signature…'));
    return metre !== undefined && /\d % likely/.test(metre) ? true : undefined;
  });
  await session.screenshot('what-is-wrong');
  await workbench.pick('Time signature…');
  await workbench.pick('3/8');
  await isDirty(true);
  await session.screenshot('corrected');
  assert.deepEqual(onDisk('ours.mid').corrections, [], 'not saved yet');

  await workbench.webview.getByRole('application', { name: 'Score' }).focus();
  await workbench.page.keyboard.press('Control+KeyZ');
  await isDirty(false);
  // VS Code does nothing again while it still takes something back.
  await waitFor('the correction to be made again', async () => {
    await workbench.page.keyboard.press('Control+KeyY');
    const classes = (await workbench.tab('ours.mid').getAttribute('class')) ?? '';
    return /\bdirty\b/.test(classes) ? true : undefined;
  });
  await workbench.page.keyboard.press('Control+KeyS');
  await isDirty(false);
  const { corrections, frame } = onDisk('ours.mid');
  assert.deepEqual(corrections, [{ kind: 'time-signature', time: { beats: 3, beatType: 8 } }]);
  assert.deepEqual(frame?.timeSignatures.at(-1)?.time, { beats: 3, beatType: 8 });
});

test('a file of another program is corrected in a copy, and stays as it was', async () => {
  const { workbench } = session;
  await workbench.contextMenu('wild.mid', 'Open as Score');
  await new ScoreView(workbench).readParts();
  await correct('Key…', 'A minor');
  await workbench.button(workbench.dialog, 'Correct a Copy').click();
  await waitFor('the copy to be open', async () =>
    (await workbench.tab('wild corrected.mid').count()) > 0 ? true : undefined,
  );
  assert.ok(existsSync(session.path('wild corrected.mid')));
  assert.deepEqual(onDisk('wild corrected.mid').corrections, [
    { kind: 'key', key: { fifths: 0, mode: 'minor' } },
  ]);
  assert.deepEqual(readFileSync(session.path('wild.mid')), readFileSync(WILD));
  assert.deepEqual(session.uncaughtErrors(), []);
});
