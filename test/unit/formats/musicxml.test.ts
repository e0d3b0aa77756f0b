import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { StemstaveError } from '../../../src/errors.ts';
import { readMidi } from '../../../src/formats/midi/read.ts';
import { scoreOfDocument } from '../../../src/formats/midi/score-of-document.ts';
import { writeMusicXml } from '../../../src/formats/musicxml/write.ts';
import { exampleScore } from '../../support/example-score.ts';
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
  const scores = [{ ...exampleScore, title: 'A <b> & "c"\u0000\uD800' }, sample, ...inferred];
  validate(scores.map((score, index) => written(`valid-${index}`, writeMusicXml(score))));
});

for (const [name, score] of Object.entries({ example: exampleScore, sample })) {
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

test('a score without parts is refused with a sentence', () => {
  assert.throws(() => writeMusicXml({ ...exampleScore, parts: [] }), StemstaveError);
});
