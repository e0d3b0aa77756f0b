import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleScore } from '../../support/example-score.ts';
import { levelAt, tap, toneWav } from './listening.ts';
import { sharedViewerHost } from './shared-viewer-host.ts';
import { noBrowser, type OpenViewer } from './viewer-page.ts';

const options = { skip: noBrowser, timeout: 150_000 };
const host = sharedViewerHost();
/** So slow that it is not over on any machine before all has been heard. */
const score = {
  ...exampleScore,
  tempoMap: exampleScore.tempoMap.map((point) => ({ ...point, sec: point.sec * 8 })),
};
const LENGTH_SEC = 150;
/** One tone each, so that what is heard tells who plays. */
const HZ = { recording: 1000, bass: 500, drums: 2000, vocals: 3000 } as const;
const HEARD_DB = -60;

async function opened(): Promise<OpenViewer> {
  const view = await host.open({ state: { isPanelOpen: true }, width: 1400, prepare: tap });
  const file = (name: string, hz: number) => ({ name, bytes: toneWav(LENGTH_SEC, hz) });
  await view.show(score, file('song.wav', HZ.recording), [
    file('bass', HZ.bass),
    file('drums', HZ.drums),
    file('vocals', HZ.vocals),
  ]);
  await view.page.getByRole('button', { name: 'Mute stem vocals' }).waitFor();
  return view;
}

/** Waits until just these tones are heard. */
async function hears(view: OpenViewer, ...wanted: readonly (keyof typeof HZ)[]): Promise<void> {
  let heard: string[] = [];
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    heard = [];
    for (const [name, hz] of Object.entries(HZ)) {
      if ((await levelAt(view.page, hz)) > HEARD_DB) heard.push(name);
    }
    if (heard.join() === wanted.join()) return;
    await view.page.waitForTimeout(40);
  }
  assert.deepEqual(heard, wanted);
}

/** The stems of which anything has been asked for. */
function asked(view: OpenViewer): (number | null)[] {
  return [
    ...new Set(
      view.received.flatMap((message) =>
        message.type === 'request-recording-bytes' ? [message.stem] : [],
      ),
    ),
  ];
}

function button(view: OpenViewer, name: string) {
  return view.page.getByRole('button', { name, exact: true });
}

test(
  'stems play in place of the recording, each muted, soloed and turned up by itself',
  options,
  async () => {
    const view = await opened();
    assert.deepEqual(asked(view), [], 'nothing is loaded before it is wanted');
    const source = view.page.getByRole('combobox', { name: 'What is heard' });
    assert.equal(await source.inputValue(), 'recording');
    await view.page.locator('.stemstave-score').focus();
    await view.page.keyboard.press('Space');
    await hears(view, 'recording');
    assert.deepEqual(asked(view), [null]);
    await source.selectOption('stems');
    await hears(view, 'bass', 'drums', 'vocals');
    await button(view, 'Mute stem vocals').click();
    await hears(view, 'bass', 'drums');
    await button(view, 'Solo stem bass').click();
    await hears(view, 'bass');
    await button(view, 'Solo stem bass').click();
    await hears(view, 'bass', 'drums');
    await view.page.getByRole('slider', { name: 'Volume of stem bass' }).fill('0');
    await hears(view, 'drums');
    await view.screenshot('stems');
    assert.deepEqual(view.violations, []);
    assert.deepEqual(view.malformed, []);
    assert.deepEqual(view.failures, []);
    await view.page.close();
  },
);

test('a part and its stem are muted and soloed together', options, async () => {
  const view = await opened();
  await view.page.getByRole('combobox', { name: 'What is heard' }).selectOption('stems');
  await view.page.locator('.stemstave-score').focus();
  await view.page.keyboard.press('Space');
  await hears(view, 'bass', 'drums', 'vocals');
  await button(view, 'Mute Drums').click();
  await hears(view, 'bass', 'vocals');
  assert.equal(await button(view, 'Mute stem drums').getAttribute('aria-pressed'), 'true');
  await button(view, 'Solo stem bass').click();
  await hears(view, 'bass');
  assert.equal(await button(view, 'Solo Electric Bass').getAttribute('aria-pressed'), 'true');
  await view.page.close();
});

test(
  'only what is heard is loaded, and a person who touches a stem hears the stems',
  options,
  async () => {
    const view = await opened();
    await button(view, 'Solo stem drums').click();
    assert.equal(
      await view.page.getByRole('combobox', { name: 'What is heard' }).inputValue(),
      'stems',
    );
    assert.deepEqual(asked(view), []);
    await view.page.locator('.stemstave-score').focus();
    await view.page.keyboard.press('Space');
    await hears(view, 'drums');
    assert.deepEqual(asked(view), [1]);
    await button(view, 'Solo stem drums').click();
    await hears(view, 'bass', 'drums', 'vocals');
    await view.page.close();
  },
);

test('stems that come while others play are heard with them', options, async () => {
  const view = await opened();
  await view.page.getByRole('combobox', { name: 'What is heard' }).selectOption('stems');
  await view.page.locator('.stemstave-score').focus();
  await view.page.keyboard.press('Space');
  await hears(view, 'bass', 'drums', 'vocals');
  // Before the others by its name, so that all of them have other numbers.
  const added = { name: 'a flute', bytes: toneWav(LENGTH_SEC, HZ.recording) };
  await view.offerStems((stems) => [added, ...stems]);
  await hears(view, 'recording', 'bass', 'drums', 'vocals');
  await view.offerStems((stems) => stems.slice(0, 2));
  await hears(view, 'recording', 'bass');
  assert.equal(await button(view, 'Mute stem vocals').count(), 0);
  assert.deepEqual(view.failures, []);
  await view.page.close();
});

test('a stem that cannot be decoded says so; the others play', options, async () => {
  const view = await host.open({ state: { isPanelOpen: true }, width: 1400, prepare: tap });
  await view.show(score, undefined, [
    { name: 'bass', bytes: toneWav(LENGTH_SEC, HZ.bass) },
    { name: 'drums', bytes: new TextEncoder().encode('This is no sound. '.repeat(50)) },
  ]);
  await button(view, 'Mute stem bass').waitFor();
  await view.page.getByRole('combobox', { name: 'What is heard' }).selectOption('stems');
  await view.page.locator('.stemstave-score').focus();
  await view.page.keyboard.press('Space');
  await hears(view, 'bass');
  await view.page.getByText('drums cannot be decoded here.').waitFor();
  await view.page.close();
});
