import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uri } from 'vscode';
import { OpenScores } from '../../../src/host/open-scores.ts';
import { arrangeScore } from '../../../src/score/arrange.ts';
import type { ScoreDocument } from '../../../src/host/score-document.ts';
import { exampleScore } from '../../support/example-score.ts';

/** Of an address only its text counts. */
const FILE = { toString: () => 'file:///songs/song.mid' } as unknown as Uri;
const OTHER = { toString: () => 'file:///songs/other.mid' } as unknown as Uri;

/** Of a document only these two are looked at here; the whole of it needs VS Code. */
const document = {
  uri: FILE,
  state: { kind: 'score', score: exampleScore },
} as unknown as ScoreDocument;

function without(...ids: readonly string[]) {
  return {
    parts: ids.map((id) => ({ id, isVisible: false })),
    isTransposed: false,
    isTabShown: false,
  };
}

async function namesShown(open: OpenScores, file = FILE): Promise<string[] | undefined> {
  return (await open.shown(file))?.parts.map(({ id }) => id);
}

/** Tablature is worked out in a thread, which this test has no need of. */
function openScores(): OpenScores {
  return new OpenScores({
    arrange: (score, arrangement) => Promise.resolve(arrangeScore(score, arrangement)),
  });
}

test('of two views of one file the one looked at last counts, and the other one after it is gone', async () => {
  const open = openScores();
  open.add(document);
  assert.deepEqual(await namesShown(open), ['P1', 'P2', 'P3', 'P4'], 'no view yet: as the file is');
  const left = open.openView(FILE);
  left.arrangement = without('P2');
  const right = open.openView(FILE);
  right.arrangement = without('P3', 'P4');
  assert.deepEqual(await namesShown(open), ['P1', 'P2']);
  open.lookAt(FILE, left);
  assert.deepEqual(await namesShown(open), ['P1', 'P3', 'P4']);
  open.closeView(FILE, left);
  assert.deepEqual(await namesShown(open), ['P1', 'P2']);
  open.closeView(FILE, right);
  assert.deepEqual(await namesShown(open), ['P1', 'P2', 'P3', 'P4']);
});

test('a file that is not open, or not any more, is to be read from disk', async () => {
  const open = openScores();
  open.add(document);
  assert.equal(await namesShown(open, OTHER), undefined);
  open.remove(document);
  assert.equal(await namesShown(open), undefined);
});
