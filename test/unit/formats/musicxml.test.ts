import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeMusicXml } from '../../../src/formats/musicxml/write.ts';
import { exampleScore } from '../../support/example-score.ts';
import { projectRoot } from '../../support/source-files.ts';

const schemaFolder = join(projectRoot, '../shared/musicxml');

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

test('the example score is valid MusicXML 4.0', { skip: noSchema }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'stemstave-'));
  try {
    const path = join(folder, 'score.musicxml');
    writeFileSync(path, writeMusicXml({ ...exampleScore, title: 'A <b> & "c"\u0000\uD800' }));
    execFileSync('xmllint', ['--nonet', '--noout', '--schema', 'musicxml.xsd', path], {
      cwd: schemaFolder,
      env: { ...process.env, XML_CATALOG_FILES: 'catalog.xml' },
      stdio: 'pipe',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('ties, tuplets, beams, drums and the pickup are said as other programs expect them', () => {
  const text = writeMusicXml(exampleScore);
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  assert.equal(count(/<tie type="start"\/>/g), count(/<tied type="start"\/>/g));
  assert.equal(count(/<tie type="start"\/>/g), count(/<tie type="stop"\/>/g));
  assert.equal(count(/<tuplet type="start"/g), 3);
  assert.equal(count(/<tuplet type="stop"/g), 3);
  assert.equal(count(/>begin</g), count(/>end</g));
  assert.equal(count(/<measure number="0" implicit="yes">/g), 4);
  assert.match(text, /<midi-unpitched>37<\/midi-unpitched>/);
  assert.match(text, /<octave-change>-1<\/octave-change>/);
  assert.match(text, /<octave-shift type="down" size="8"\/>/);
});

test('playback follows the performed tempo', () => {
  const tempos = [...writeMusicXml(exampleScore).matchAll(/<sound tempo="([\d.]+)"/g)];
  assert.deepEqual(
    tempos.map((match) => Number(match[1])),
    [120, 96],
  );
});
