import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Memento, Uri } from 'vscode';
import { KeptViews } from '../../../src/host/kept-views.ts';

/** What VS Code keeps of a workspace, which is JSON on disk. */
class Kept implements Memento {
  text = '{}';

  keys(): readonly string[] {
    return Object.keys(this.#entries);
  }

  get<T>(key: string, otherwise?: T): T | undefined {
    return (this.#entries[key] as T | undefined) ?? otherwise;
  }

  update(key: string, value: unknown): Promise<void> {
    this.text = JSON.stringify({ ...this.#entries, [key]: value });
    return Promise.resolve();
  }

  get #entries(): Record<string, unknown> {
    return JSON.parse(this.text) as Record<string, unknown>;
  }
}

/** Of an address only its text counts. */
function file(name: string): Uri {
  return { toString: () => `file:///songs/${name}` } as unknown as Uri;
}

test('each score has its view, the last one that was kept', async () => {
  const memento = new Kept();
  const views = new KeptViews(memento);
  assert.equal(views.of(file('a.mid')), '');
  await views.keep(file('a.mid'), 'first');
  await views.keep(file('b.mid'), 'other');
  await views.keep(file('a.mid'), 'second');
  const restarted = new KeptViews(memento);
  assert.deepEqual(
    ['a.mid', 'b.mid'].map((name) => restarted.of(file(name))),
    ['second', 'other'],
  );
});

test('of many scores those that were looked at last are kept', async () => {
  const views = new KeptViews(new Kept());
  for (let i = 0; i < 130; i++) {
    await views.keep(file(`${i}.mid`), `view ${i}`);
    await views.keep(file('always.mid'), 'here');
  }
  assert.equal(views.of(file('always.mid')), 'here');
  assert.equal(views.of(file('129.mid')), 'view 129');
  assert.equal(views.of(file('31.mid')), 'view 31');
  assert.equal(views.of(file('30.mid')), '');
});

test('what is kept in another shape is passed over', async () => {
  const memento = new Kept();
  await memento.update('stemstave.views', [['file:///songs/a.mid', 'a view'], 7, ['one'], {}]);
  assert.equal(new KeptViews(memento).of(file('a.mid')), 'a view');
  await memento.update('stemstave.views', 'nonsense');
  assert.equal(new KeptViews(memento).of(file('a.mid')), '');
});
