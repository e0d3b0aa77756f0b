import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Midi } from '@tonejs/midi';
import { contrast } from './driver/contrast.ts';
import { partsOnDisk } from './driver/midi-on-disk.ts';
import { ScoreView } from './driver/score-view.ts';
import { Session } from './driver/session.ts';
import { waitFor } from './driver/wait.ts';

/** Written by another program than ours. */
const WILD = fileURLToPath(
  new URL('../../media/sample/first-light.reference.mid', import.meta.url),
);

let session: Session;

before(async () => {
  session = await Session.start({ files: [{ path: WILD, name: 'wild.mid' }] });
});

beforeEach(async () => {
  await session.workbench.clear();
});

after(async () => {
  await session.close();
});

test('a .mid from the wild opens as a score from the Explorer', async () => {
  await session.workbench.contextMenu('wild.mid', 'Open as Score');
  const drawn = await new ScoreView(session.workbench).readParts();
  await session.screenshot('wild-midi');
  assert.deepEqual(
    drawn.map(({ name }) => name),
    partsOnDisk(WILD).map(({ name }) => name),
  );
  for (const { name, noteheads } of drawn) assert.ok(noteheads > 0, `no note of ${name} is drawn`);
  assert.deepEqual(readFileSync(session.path('wild.mid')), readFileSync(WILD));
});

test('and by Reopen Editor With', async () => {
  await session.workbench.explorerRow('wild.mid').dblclick();
  await session.workbench.tab('wild.mid').waitFor();
  await session.workbench.command('View: Reopen Editor With...');
  await session.workbench.pick('Stemstave Score');
  assert.equal((await new ScoreView(session.workbench).readParts()).length, 4);
});

const brokenScores: readonly (readonly [name: string, content: Buffer])[] = [
  ['empty.mid', Buffer.alloc(0)],
  ['cut.mid', readFileSync(WILD).subarray(0, 40)],
  ['letter.mid', Buffer.from('Dear musician, this is a letter and no music.\n'.repeat(9))],
];

for (const [name, content] of brokenScores) {
  test(`a broken score gets a sentence: ${name}`, async (t) => {
    writeFileSync(session.path(name), content);
    await session.workbench.contextMenu(name, 'Open as Score');
    const sentence = await waitFor('a sentence', async () => {
      const text = await new ScoreView(session.workbench).text();
      return /\p{Lu}.{15,}[.]/u.exec(text)?.[0];
    });
    await session.screenshot(`broken-${name.replace('.', '-')}`);
    t.diagnostic(sentence);
    assert.doesNotMatch(sentence, /went wrong inside|undefined|Error:/);
    assert.deepEqual(readFileSync(session.path(name)), content);
  });
}

test('the open score is exported as MusicXML', async () => {
  await session.workbench.contextMenu('wild.mid', 'Open as Score');
  await new ScoreView(session.workbench).readParts();
  await session.workbench.command('Stemstave: Export MusicXML…');
  await session.workbench.pick('Full score');
  await session.workbench.chooseFile(session.path('wild.musicxml'));
  await session.workbench.toast('Exported wild.musicxml').waitFor({ timeout: 30_000 });
  const text = readFileSync(session.path('wild.musicxml'), 'utf8');
  assert.ok(text.startsWith('<?xml '), text.slice(0, 80));
  assert.equal(text.match(/<score-part /g)?.length, 4);
});

test('a part of a file in the Explorer is exported as PDF, without opening it', async () => {
  await session.workbench.contextMenu('wild.mid', 'Export…');
  await session.workbench.pick('PDF');
  await session.workbench.pick('Flute');
  await session.workbench.chooseFile(session.path('flute.pdf'));
  await session.workbench.toast('Exported flute.pdf').waitFor({ timeout: 60_000 });
  const pdf = readFileSync(session.path('flute.pdf')).toString('latin1');
  assert.ok(pdf.startsWith('%PDF-'));
  assert.ok(pdf.includes('/FontFile2'), 'no font is embedded');
});

test('the pages of the open score are exported as pictures, never over files that are there', async () => {
  const kept = session.path('pages-1.png');
  writeFileSync(kept, 'mine');
  await session.workbench.contextMenu('wild.mid', 'Open as Score');
  await new ScoreView(session.workbench).readParts();
  for (const answer of ['Cancel', 'Replace'] as const) {
    await session.workbench.command('Stemstave: Export…');
    await session.workbench.pick('PNG');
    await session.workbench.pick('Full score');
    await session.workbench.chooseFile(session.path('pages.png'));
    await session.workbench.dialog.waitFor({ timeout: 60_000 });
    assert.equal(readFileSync(kept, 'utf8'), 'mine');
    await session.workbench.dialog.getByRole('button', { name: answer }).click();
  }
  await session.workbench.toast(/Exported \d pages/).waitFor({ timeout: 60_000 });
  for (const page of [1, 2]) {
    const png = readFileSync(session.path(`pages-${page}.png`));
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.ok(png.byteLength > 50_000, `page ${page} has ${png.byteLength} bytes`);
  }
});

const themes: readonly (readonly [name: string, theme: string, pageClass: string])[] = [
  ['light', 'Light (Visual Studio)', 'vscode-light'],
  ['dark', 'Dark (Visual Studio)', 'vscode-dark'],
  ['high-contrast', 'Dark High Contrast', 'vscode-high-contrast'],
];

for (const [name, theme, pageClass] of themes) {
  test(`the score follows the theme: ${name}`, async (t) => {
    await session.workbench.contextMenu('wild.mid', 'Open as Score');
    const view = new ScoreView(session.workbench);
    await view.readParts();
    await session.workbench.chooseTheme(theme);
    await waitFor(`the score to turn ${name}`, async () =>
      (await view.pageClasses()).includes(pageClass) ? true : undefined,
    );
    await view.readParts();
    await session.screenshot(`theme-${name}`);
    const { ink, paper } = await view.colours();
    const ratio = contrast(ink, paper);
    t.diagnostic(`${ink} on ${paper}: ${ratio.toFixed(1)}`);
    assert.ok(ratio >= 4.5, `notes are ${ink} on ${paper}`);
  });
}

test('what is exported is what the view shows, a new name included', async () => {
  const { workbench } = session;
  await workbench.contextMenu('wild.mid', 'Open as Score');
  await new ScoreView(workbench).readParts();
  const { webview } = workbench;
  await webview.getByRole('button', { name: /^Parts/ }).click();
  const name = webview.getByRole('textbox', { name: 'Name of Flute' });
  await name.fill('Piccolo');
  await name.press('Enter');
  await webview.getByRole('list', { name: 'Parts' }).getByText('Piccolo').waitFor();
  await workbench.command('Stemstave: Export MusicXML…');
  await workbench.pick('Full score');
  await workbench.chooseFile(session.path('shown.musicxml'));
  await workbench.toast('Exported shown.musicxml').waitFor({ timeout: 30_000 });
  const text = readFileSync(session.path('shown.musicxml'), 'utf8');
  assert.match(text, /<part-name>Piccolo<\/part-name>/);
});

test('size, place, parts and pitch are kept: over a hidden tab, a reload and a restart', async () => {
  const midi = new Midi(readFileSync(WILD));
  const [melody] = midi.tracks;
  assert.ok(melody);
  melody.instrument.number = 71;
  melody.name = 'Clarinet';
  writeFileSync(session.path('kept.mid'), midi.toArray());
  // Tests before this one have left a new name in the other score.
  writeFileSync(session.path('beside.mid'), readFileSync(WILD));
  await session.workbench.contextMenu('kept.mid', 'Open as Score');
  const { webview, page } = session.workbench;
  await new ScoreView(session.workbench).readParts();
  await webview.getByRole('button', { name: 'Parts and mixer' }).click();
  await webview.getByRole('checkbox', { name: 'Show Piano' }).click();
  await partsAre(['Clarinet', 'Bass', 'Drums']);
  await webview.getByRole('button', { name: 'Move Drums up' }).click();
  await partsAre(['Clarinet', 'Drums', 'Bass']);
  await webview.getByRole('combobox', { name: 'Pitch of the notes' }).selectOption('transposed');
  await partsAre(KEPT);
  await webview.getByRole('application', { name: 'Score' }).focus();
  for (const key of ['Control+=', 'Control+=', 'End']) await page.keyboard.press(key);
  await webview.locator('.stemstave-selected').waitFor();
  const before = await waitFor('the last bars to be in sight and at rest', async () => {
    const fromPx = await firstLineTopPx();
    const now = await look();
    return now.topLine > 0 && fromPx === (await firstLineTopPx()) ? now : undefined;
  });

  const { workbench } = session;
  await workbench.contextMenu('beside.mid', 'Open as Score');
  await partsAre(['Flute', 'Piano', 'Bass', 'Drums']);
  await workbench.tab('kept.mid').click();
  await isAsItWas(before);

  await workbench.command('View: Close Other Editors in Group');
  await workbench.reload();
  await isAsItWas(before);

  await session.restart();
  await isAsItWas(before);
  await session.screenshot('kept-over-restart');
});

const KEPT = ['Clarinet in B♭', 'Drums', 'Bass'];

async function partsAre(names: readonly string[]): Promise<void> {
  await waitFor(`the parts to be ${names.join()}`, async () => {
    const drawn = await new ScoreView(session.workbench).readParts();
    return drawn.map(({ name }) => name).join() === names.join() ? true : undefined;
  });
}

interface Look {
  /** Number of the first line of music that is in sight. */
  readonly topLine: number;
  /** Height of the selected note on the screen, which grows with the size of the music. */
  readonly heightPx: number;
}

/** Where the music begins, which changes as long as it scrolls or is drawn anew: looked at for a moment. */
async function firstLineTopPx(): Promise<number> {
  const line = session.workbench.webview.locator('.stemstave-line').first();
  return line.evaluate(async (element) => {
    const { top } = element.getBoundingClientRect();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return element.getBoundingClientRect().top === top ? top : NaN;
  });
}

async function look(): Promise<Look> {
  const { webview } = session.workbench;
  return webview.locator('.stemstave-score').evaluate((score) => {
    const lines = [...score.querySelectorAll('.stemstave-line')];
    const { top } = score.getBoundingClientRect();
    const selected = score.querySelector('.stemstave-selected');
    return {
      topLine: lines.findIndex((line) => line.getBoundingClientRect().bottom > top + 5),
      heightPx: Math.round(selected?.getBoundingClientRect().height ?? 0),
    };
  });
}

async function isAsItWas(before: Look): Promise<void> {
  await partsAre(KEPT);
  const { webview } = session.workbench;
  await webview.locator('.stemstave-selected').waitFor();
  await waitFor(`the view to look as before, ${JSON.stringify(before)}`, async () =>
    isDeepStrictEqual(await look(), before) ? true : undefined,
  );
  const pitch = webview.getByRole('combobox', { name: 'Pitch of the notes' });
  assert.equal(await pitch.inputValue(), 'transposed');
  assert.ok(await webview.getByRole('textbox', { name: 'Name of Piano' }).isVisible());
}
