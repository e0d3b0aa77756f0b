import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import createVerovioModule from 'verovio/wasm';
import { VerovioToolkit } from 'verovio/esm';
import { StemstaveError } from '../../../src/errors.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { writeMusicXml } from '../../../src/formats/musicxml/write.ts';
import type { Score } from '../../../src/score/model.ts';
import { withTablature } from '../../../src/score/tablature/with-tablature.ts';
import { exampleScore } from '../../support/example-score.ts';
import { fretted } from '../../support/gallery/fretted.ts';
import { piano } from '../../support/gallery/piano.ts';
import { barCounts, notesOfMusicXml } from '../../support/musicxml-notes.ts';
import { randomDocument } from '../../support/random-document.ts';
import { projectRoot } from '../../support/source-files.ts';

const SEED = 20_260_101;
const schemaFolder = join(projectRoot, '../shared/musicxml');
const folder = mkdtempSync(join(tmpdir(), 'stemstave-xml-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function hasCommand(command: string): boolean {
  try {
    execFileSync('which', [command], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const noSchema =
  existsSync(join(schemaFolder, 'musicxml.xsd')) && hasCommand('xmllint')
    ? false
    : 'needs xmllint and the MusicXML schema';
const noMuseScore = hasCommand('mscore3') ? false : 'needs MuseScore 3';

function written(name: string, xml: string): string {
  const path = join(folder, `${name}.musicxml`);
  writeFileSync(path, xml);
  return path;
}

function validate(paths: readonly string[]): void {
  const { stderr } = spawnSync(
    'xmllint',
    ['--nonet', '--noout', '--schema', 'musicxml.xsd', ...paths],
    {
      cwd: schemaFolder,
      env: { ...process.env, XML_CATALOG_FILES: 'catalog.xml' },
      encoding: 'utf8',
    },
  );
  const complaints = stderr.split('\n').filter((line) => !/ validates$|^$/.test(line));
  assert.deepEqual(complaints.slice(0, 5), []);
}

/** Played on guitars, with tablature. */
function onGuitar(score: Score): Score {
  const parts = score.parts.map((part) => (part.isPercussion ? part : { ...part, program: 27 }));
  return withTablature({ ...score, parts });
}

/** The sample piece as it was played: drums, bass, piano, flute. */
const sample = scoreOfDocument(
  readMidi(readFileSync(join(projectRoot, 'media/sample/first-light.reference.mid'))),
);

test('scores are valid MusicXML 4.0', { skip: noSchema }, () => {
  const inferred = fc
    .sample(randomDocument, { numRuns: 60, seed: SEED })
    .map(scoreOfDocument)
    .filter((score) => score.parts.length > 0);
  assert.ok(inferred.length > 30);
  const scores = [
    { ...exampleScore, title: 'A <b> & "c"\u0000\uD800' },
    sample,
    fretted,
    ...inferred,
    ...inferred.slice(0, 20).map(onGuitar),
  ];
  validate(scores.map((score, index) => written(`valid-${index}`, writeMusicXml(score))));
});

for (const [name, score] of Object.entries({ example: exampleScore, sample, fretted })) {
  test(
    `MuseScore loses nothing of the ${name}: notes, bars, staves, voices`,
    { skip: noMuseScore },
    () => {
      const ours = writeMusicXml(score);
      const back = join(folder, `${name}-back.musicxml`);
      execFileSync('mscore3', ['-o', back, written(name, ours)], {
        env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' },
        stdio: 'pipe',
      });
      const theirs = readFileSync(back, 'utf8');
      assert.deepEqual(barCounts(theirs), barCounts(ours));
      const sorted = (xml: string): readonly string[] =>
        notesOfMusicXml(xml)
          .map((note) => JSON.stringify(note))
          .sort();
      assert.ok(sorted(ours).length > 50);
      assert.deepEqual(sorted(theirs), sorted(ours));
    },
  );
}

test('tablature is a staff under its own, tuned, with every note that can be fretted', () => {
  const xml = writeMusicXml(fretted);
  const [, guitar = '', bass = ''] = xml.split(/<part id/).slice(1);
  assert.match(guitar, /<staves>2<\/staves>/);
  assert.match(guitar, /<clef number="2">\s*<sign>TAB<\/sign>/);
  const tuning = [...bass.matchAll(/<tuning-step>(\w)<\/tuning-step>\s*<tuning-octave>(\d)</g)].map(
    ([, step, octave]) => `${step}${octave}`,
  );
  assert.deepEqual(tuning, ['E1', 'A1', 'D2', 'G2']);
  const onTab = guitar.split('<note').filter((note) => note.includes('<staff>2</staff>'));
  const fingered = onTab.filter((note) => /<string>\d<\/string>\s*<fret>\d+<\/fret>/.test(note));
  assert.equal(fingered.length, onTab.filter((note) => note.includes('<pitch>')).length);
  assert.ok(fingered.length > 50);
  // Strings are tuned to what sounds, so the octave of the instrument must be in the clef.
  assert.doesNotMatch(bass, /<transpose>/);
  assert.match(bass, /<clef-octave-change>-1</);
});

test('a score without parts is refused with a sentence', () => {
  assert.throws(() => writeMusicXml({ ...exampleScore, parts: [] }), StemstaveError);
});

test('Verovio breaks a score into as many lines, whether its tempo is steady or not', async () => {
  const toolkit = new VerovioToolkit(await createVerovioModule());
  const systemsOf = (score: Score): number => {
    toolkit.loadData(writeMusicXml(score));
    return toolkit.renderToSVG(1).match(/class="system"/g)?.length ?? 0;
  };
  const beats = piano.bars.length * 4;
  const end = piano.tempoMap.at(-1)?.div ?? 0;
  const tempoMap = Array.from({ length: beats + 1 }, (_, i) => ({
    div: (end * i) / beats,
    sec: i / 2 + Math.sin(i) / 20,
  }));
  const steady = systemsOf(piano);
  assert.ok(steady > 1);
  assert.equal(systemsOf({ ...piano, tempoMap }), steady);
});
