import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { commandLine, cpuSeconds, processTree } from './driver/processes.ts';
import { SCALE, tuneAsWav } from './driver/recordings.ts';
import { SAMPLE, Session } from './driver/session.ts';
import {
  cancelTranscription,
  errorSentence,
  filesIn,
  progressOf,
  transcribe,
} from './driver/transcribing.ts';
import { unwritableFolder } from './driver/unwritable-folder.ts';
import { pause, waitFor } from './driver/wait.ts';

let session: Session;

before(async () => {
  session = await Session.start({ files: [SAMPLE] });
  writeFileSync(session.path('scale.wav'), tuneAsWav(SCALE));
});

beforeEach(async () => {
  await session.workbench.clear();
});

after(async () => {
  await session.close();
});

test('cancelling in the middle leaves no file, no process and no work behind', async () => {
  const filesBefore = filesIn(session);
  const processesBefore = processTree(session.server.pid);
  await transcribe(session, session.path('first-light.ogg'));
  const progress = progressOf(session);
  await progress.waitFor();
  await cancelTranscription(session);
  await progress.waitFor({ state: 'hidden' });
  await waitFor(
    'the host to come to rest',
    async () => {
      const start = cpuSeconds(processTree(session.server.pid));
      await pause(1000);
      return cpuSeconds(processTree(session.server.pid)) - start < 0.2 ? true : undefined;
    },
    20_000,
  );
  assert.deepEqual(filesIn(session), filesBefore);
  // VS Code starts helpers of its own when it likes: some stay and say whose they are, others soon end.
  await waitFor(
    'no process to be left',
    () => {
      const left = processTree(session.server.pid)
        .filter((pid) => !processesBefore.includes(pid))
        .map(commandLine)
        .filter((line) => line !== '' && !/code-server|--type=/.test(line));
      return left.length === 0 ? true : undefined;
    },
    20_000,
  );
  const toasts = session.workbench.page.locator('.notification-toast');
  assert.deepEqual(await toasts.allInnerTexts(), []);
});

const brokenRecordings: readonly (readonly [name: string, content: Buffer])[] = [
  ['nothing.wav', Buffer.alloc(0)],
  ['noise.ogg', Buffer.from(Array.from({ length: 4000 }, (_, n) => (n * 7919) % 251))],
  ['letter.mp3', Buffer.from('Dear musician, this is a letter and no recording.\n'.repeat(40))],
  ['cut.flac', Buffer.from('fLaC\0\0\0\u0022', 'latin1')],
];

for (const [name, content] of brokenRecordings) {
  test(`a broken recording gets a sentence: ${name}`, async (t) => {
    writeFileSync(session.path(name), content);
    const filesBefore = filesIn(session);
    await transcribe(session, session.path(name));
    const sentence = await errorSentence(session);
    await session.screenshot(`broken-${name.replace('.', '-')}`);
    t.diagnostic(sentence);
    assert.match(sentence, /^\p{Lu}.{20,}[.]$/u);
    assert.doesNotMatch(sentence, /went wrong inside|undefined|Error:/);
    assert.deepEqual(filesIn(session), filesBefore);
  });
}

test('an existing score is replaced only by word of the person', async () => {
  const precious = Buffer.from('a score somebody has worked on');
  const { workbench } = session;
  writeFileSync(session.path('scale.mid'), precious);

  await transcribe(session, session.path('scale.wav'));
  await workbench.dialog.getByText('scale.mid already exists.').waitFor();
  await session.screenshot('existing-score');
  await workbench.button(workbench.dialog, 'Cancel').click();
  await workbench.dialog.waitFor({ state: 'hidden' });
  assert.deepEqual(readFileSync(session.path('scale.mid')), precious);

  await transcribe(session, session.path('scale.wav'));
  await workbench.button(workbench.dialog, 'Keep Both').click();
  await workbench.tab('scale 2.mid').waitFor({ timeout: 60_000 });
  await written('scale 2.mid');
  assert.deepEqual(readFileSync(session.path('scale.mid')), precious);
  const fresh = readFileSync(session.path('scale 2.mid'));
  assert.equal(fresh.toString('latin1', 0, 4), 'MThd');

  await transcribe(session, session.path('scale.wav'));
  await workbench.button(workbench.dialog, 'Replace').click();
  await workbench.tab('scale.mid').waitFor({ timeout: 60_000 });
  await written('scale.mid', precious);
  assert.equal(readFileSync(session.path('scale.mid')).toString('latin1', 0, 4), 'MThd');
});

/** The tab is there before the file is. */
async function written(name: string, before?: Buffer): Promise<void> {
  const path = session.path(name);
  await waitFor(
    name,
    () =>
      Promise.resolve(
        (existsSync(path) && before?.equals(readFileSync(path)) !== true) || undefined,
      ),
    60_000,
  );
}

test('a folder that cannot be written to is refused before any work', async (t) => {
  const locked = unwritableFolder(session.path('locked'), {
    'scale.wav': tuneAsWav(SCALE),
  });
  if (locked === undefined) {
    t.skip('this machine lets root write everywhere');
    return;
  }
  try {
    await transcribe(session, session.path('locked/scale.wav'));
    const sentence = await errorSentence(session);
    await session.screenshot('read-only-folder');
    t.diagnostic(sentence);
    assert.match(sentence, /cannot be written to/);
  } finally {
    locked.release();
  }
});
