import { withTablature } from '../../src/score/tablature/with-tablature.ts';
import { barsAnswer, errorShown, scoreOpened } from '../../src/protocol/host-messages.ts';
import { notesHeardShown } from '../../src/protocol/hearing-messages.ts';
import { notesAnswer, playbackOpened } from '../../src/protocol/performance-messages.ts';
import { excerptOf } from '../../src/score/excerpt.ts';
import type { Transcription } from '../../src/transcription/model.ts';
import { exampleScore } from './example-score.ts';

/** A few bars are enough: every kind of thing in a message, and quick to spoil. */
const score = excerptOf(exampleScore, { firstBar: 2, endBar: 4 });

const performance: Transcription = {
  durationSec: 20,
  instruments: [
    {
      name: 'Melody',
      program: 73,
      isDrum: false,
      notes: [
        { pitch: 60, startSec: 0, endSec: 1.25, velocity: 0.5 },
        { pitch: 62, startSec: 1, endSec: 2, velocity: 1, confidence: 0.25 },
      ],
    },
  ],
};

/** One of each kind the host sends. */
export const HOST_MESSAGES: readonly unknown[] = [
  scoreOpened(score, score, { revision: 1, performanceId: 1 }),
  scoreOpened(withTablature(score), score, { revision: 1, performanceId: 1 }),
  barsAnswer(score, 1, { requestId: 0, first: 1, count: 1 }),
  playbackOpened(score, performance, 1),
  notesAnswer(performance, 1, {
    requestId: 0,
    instrument: 0,
    first: 0,
    count: 10,
  }),
  {
    version: 1,
    type: 'recording',
    performanceId: 1,
    recording: { name: 'song.mp3', byteLength: 5000, pcm: null },
    sentence: '',
    stems: [{ name: 'Drums', byteLength: 4000 }],
  },
  {
    version: 1,
    type: 'recording',
    performanceId: 1,
    recording: {
      name: 'concert.wav',
      byteLength: 734_003_244,
      pcm: {
        sampleRateHz: 44_100,
        channelCount: 2,
        sampleKind: 'integer',
        bytesPerSample: 2,
        dataOffset: 44,
        frameCount: 183_500_800,
      },
    },
    sentence: '',
    stems: [],
  },
  {
    version: 1,
    type: 'recording-bytes',
    performanceId: 1,
    requestId: 0,
    bytes: new ArrayBuffer(8),
    isChanged: false,
  },
  {
    version: 1,
    type: 'recording-bytes',
    performanceId: 1,
    requestId: 1,
    bytes: null,
    isChanged: true,
  },
  {
    version: 1,
    type: 'rasterise-page',
    requestId: 3,
    svg: '<svg xmlns="http://www.w3.org/2000/svg"/>',
    widthPx: 2480,
    heightPx: 3508,
  },
  {
    version: 1,
    type: 'hearing',
    draft: 1,
    title: 'song',
    activity: 'Listening for notes',
    fraction: 0.5,
    heardToSec: 60,
    durationSec: 120.5,
    noteCount: 2,
    parts: [{ name: 'Bass (guessed)', isDrum: false }],
  },
  ...notesHeardShown(1, [
    { part: 0, pitch: 60, startSec: 1, endSec: 2.5, confidence: 0.5, isContinued: false },
    { part: 0, pitch: 64, startSec: 1, endSec: 2, confidence: 1, isContinued: true },
  ]),
  errorShown('This file is not a MIDI file.', 'Choose another one.'),
];

/** One of each kind the view sends. */
export const VIEWER_MESSAGES: readonly unknown[] = [
  {
    version: 1,
    type: 'arrange',
    parts: [{ id: 'P2', isVisible: false }],
    isTransposed: true,
    isTabShown: true,
  },
  { version: 1, type: 'rename-part', performanceId: 1, partId: 'P2', name: 'Oboe' },
  {
    version: 1,
    type: 'copy-selection',
    revision: 1,
    firstBar: 2,
    endBar: 4,
    partIds: ['P1', 'P3'],
  },
  { version: 1, type: 'ready' },
  { version: 1, type: 'cancel-hearing' },
  {
    version: 1,
    type: 'request-bars',
    revision: 1,
    requestId: 4,
    first: 32,
    count: 32,
  },
  { version: 1, type: 'request-playback', performanceId: 1 },
  {
    version: 1,
    type: 'request-notes',
    performanceId: 1,
    requestId: 0,
    instrument: 0,
    first: 0,
    count: 9,
  },
  { version: 1, type: 'request-recording', performanceId: 1 },
  {
    version: 1,
    type: 'request-recording-bytes',
    performanceId: 1,
    requestId: 0,
    stem: null,
    offset: 1024,
    byteCount: 4096,
  },
  { version: 1, type: 'page-rasterised', requestId: 3, png: 'iVBORw0KGgo=' },
  { version: 1, type: 'log', level: 'warn', text: 'Bar 3 could not be drawn.' },
  {
    version: 1,
    type: 'rendered',
    revision: 1,
    first: 0,
    count: 4,
    noteheads: [12, 30],
  },
];
