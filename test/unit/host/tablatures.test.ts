import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { ScoreService } from '../../../src/host/score-service.ts';
import { Tablatures } from '../../../src/host/tablatures.ts';
import { arrangeScore, AS_IT_IS } from '../../../src/score/arrange.ts';
import { withTablature } from '../../../src/score/tablature/with-tablature.ts';
import { exampleScore } from '../../support/example-score.ts';
import { projectRoot } from '../../support/source-files.ts';

const WITH_TAB = { ...AS_IT_IS, isTabShown: true };
const service = new ScoreService(join(projectRoot, 'dist', 'score-worker.js'));

/** The thread that ships, and how often it was asked. */
function counted() {
  const counts = { asked: 0, failures: 0 };
  const run: ScoreService['run'] = async (request, signal) => {
    counts.asked += 1;
    if (counts.failures > 0) {
      counts.failures -= 1;
      throw new Error('no thread');
    }
    return service.run(request, signal);
  };
  return { counts, tablatures: new Tablatures({ run }) };
}

test('the thread fingers a score once, as it would be fingered here, however often it is shown', async () => {
  const { counts, tablatures } = counted();
  const parts = [{ id: 'P4', isVisible: false }];
  const shown = await tablatures.arrange(exampleScore, { ...WITH_TAB, parts });
  assert.deepEqual(shown, arrangeScore(withTablature(exampleScore), { ...WITH_TAB, parts }));
  assert.deepEqual(
    shown.parts.map(({ openStrings }) => openStrings?.length),
    [undefined, undefined, 4],
  );
  await tablatures.arrange(exampleScore, WITH_TAB);
  assert.equal(counts.asked, 1);
});

test('a score without tablature needs no thread; after a failure it is asked again', async () => {
  const { counts, tablatures } = counted();
  assert.deepEqual(await tablatures.arrange(exampleScore, AS_IT_IS), exampleScore);
  assert.equal(counts.asked, 0);
  counts.failures = 1;
  await assert.rejects(tablatures.arrange(exampleScore, WITH_TAB), /no thread/);
  const shown = await tablatures.arrange(exampleScore, WITH_TAB);
  assert.equal(shown.parts[2]?.openStrings?.length, 4);
});
