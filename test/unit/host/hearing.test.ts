import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as vscode from 'vscode';
import type { HeardNote } from '../../../src/engines/engine.ts';
import { Hearing } from '../../../src/host/hearing/hearing.ts';
import { HearingLink } from '../../../src/host/hearing/hearing-link.ts';
import { Hearings } from '../../../src/host/hearing/hearings.ts';
import { columnNotes, type ColumnNote } from '../../../src/protocol/hearing-messages.ts';
import { parseHostMessage, type HostMessage } from '../../../src/protocol/host-messages.ts';

function file(path: string): vscode.Uri {
  return { toString: () => `file://${path}` } as unknown as vscode.Uri;
}

function heardNotes(count: number, fromSec = 0): HeardNote[] {
  return Array.from({ length: count }, (_, i) => ({
    pitch: 40 + (i % 40),
    startSec: fromSec + i / count,
    endSec: fromSec + (i + 1) / count,
    confidence: 0.75,
    isContinued: false,
  }));
}

/** A view at the other end of the protocol: what it knows after the messages it got. */
class View {
  notes: ColumnNote[] = [];
  draft = -1;
  endings = 0;
  readonly messages: HostMessage[] = [];

  receive(message: HostMessage): void {
    assert.ok(parseHostMessage(message).ok);
    this.messages.push(message);
    if (message.type === 'hearing' && message.draft !== this.draft) {
      this.draft = message.draft;
      this.notes = [];
    }
    if (message.type === 'notes-heard' && message.draft === this.draft) {
      this.notes.push(...columnNotes(message.notes));
    }
  }
}

function linked(hearings: Hearings, score: vscode.Uri, view: View): HearingLink {
  return new HearingLink(
    hearings,
    score,
    (message) => {
      view.receive(message);
    },
    () => {
      view.endings += 1;
    },
  );
}

const SCORE = file('/songs/a.mid');

test('a view that comes late, goes and comes back knows all that was heard, once', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const hearings = new Hearings();
  const hearing = new Hearing('a', () => undefined);
  hearings.begin(SCORE, hearing);
  const progress = { fraction: 0.2, message: 'Listening for notes', durationSec: 60 };
  hearing.goOn({ ...progress, notesHeard: { heardToSec: 7, notes: heardNotes(9000) } });
  const view = new View();
  const link = linked(hearings, SCORE, view);
  assert.equal(view.messages.length, 0, 'nothing is said to a page that is not ready');
  link.begin();
  assert.deepEqual(view.notes, hearing.notes);

  for (let i = 1; i <= 50; i++) {
    hearing.goOn({ ...progress, notesHeard: { heardToSec: 7 + i, notes: heardNotes(3, i) } });
  }
  const before = view.messages.length;
  context.mock.timers.tick(100);
  assert.equal(view.messages.length - before, 2, 'what comes in a rush is told together');
  assert.deepEqual(view.notes, hearing.notes);

  // Out of sight and back: the page is a new one.
  const again = new View();
  const other = linked(hearings, SCORE, again);
  other.begin();
  assert.deepEqual(again.notes, hearing.notes);
  other.dispose();
  hearing.goOn({ ...progress, notesHeard: { heardToSec: 60, notes: heardNotes(1) } });
  context.mock.timers.tick(100);
  assert.equal(again.notes.length, hearing.notes.length - 1, 'a closed view is told nothing');
  link.dispose();
});

test('what is judged takes the place of what was heard first; then the file is shown', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const hearings = new Hearings();
  let isCancelled = false;
  const hearing = new Hearing('a', () => {
    isCancelled = true;
  });
  const view = new View();
  const link = linked(hearings, SCORE, view);
  link.begin();
  assert.ok(!link.isOn);
  hearings.begin(file('/songs/b.mid'), new Hearing('b', () => undefined));
  assert.ok(!link.isOn, 'that is about another file');
  hearings.begin(SCORE, hearing);
  assert.ok(link.isOn);
  hearing.goOn({
    fraction: 0.5,
    message: 'Listening for notes',
    notesHeard: { heardToSec: 1, notes: heardNotes(20) },
  });
  const note = { pitch: 60, startSec: 0, endSec: 1, velocity: 0.5 };
  hearing.judge({
    durationSec: 2,
    instruments: [
      { name: 'Bass', program: 33, isDrum: false, notes: [note] },
      { name: 'Drums', program: 0, isDrum: true, notes: [{ ...note, confidence: 0.5 }] },
    ],
  });
  context.mock.timers.tick(100);
  assert.deepEqual(
    view.notes.map(({ part, confidence }) => [part, confidence]),
    [
      [0, 1],
      [1, 0.5],
    ],
  );
  link.cancel();
  assert.ok(isCancelled);
  hearing.goOn({ fraction: 1, message: 'Writing the score' });
  const { length } = view.messages;
  hearings.end(SCORE);
  context.mock.timers.tick(1000);
  assert.equal(view.messages.length, length, 'nothing comes after the end');
  assert.equal(view.endings, 1);
  assert.ok(!link.isOn);
});
