import assert from 'node:assert/strict';
import { test } from 'node:test';
import { abbreviate } from '../../../src/score/layout/abbreviate.ts';

test('parts have the short names that scores give them', () => {
  const names: Readonly<Record<string, string>> = {
    'Acoustic Grand Piano': 'Pno.',
    'Electric Guitar (clean)': 'E. Gtr.',
    'Electric Bass': 'E. Bass',
    'Bass Clarinet': 'B. Cl.',
    'Violin II': 'Vln. II',
    'String Ensemble 1': 'Str. Ens. 1',
    'Second Oboe': 'S. Ob.',
  };
  for (const [name, short] of Object.entries(names)) assert.equal(abbreviate(name), short);
});

test('other names shrink to initials and first letters, and stay whole where they are short', () => {
  const names: Readonly<Record<string, string>> = {
    Chord: 'Chord',
    Engine: 'Engi.',
    'Engine 5 2': 'Engi. 5 2',
    'Far Away Thunder': 'F. A. T.',
    Синтезатор: 'Синт.',
    constructor: 'cons.',
    II: 'II',
    'Gitarre \u{1F3B8} solo': 'G. solo',
    小提琴独奏: '小提琴独奏',
    'バイオリン協奏曲（独奏）': 'バイオリン…',
    '첼로와 기타': '첼로와 기타',
    'ヴィオラ 2': 'ヴィオラ 2',
    'כינור ראשון': 'כ. ראשון',
    '(guessed)': '(gues',
    '': '',
  };
  for (const [name, short] of Object.entries(names)) assert.equal(abbreviate(name), short);
});
