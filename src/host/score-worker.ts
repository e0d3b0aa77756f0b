import { parentPort } from 'node:worker_threads';
import { StemstaveError } from '../errors.ts';
import { writeAbc } from '../formats/abc/write.ts';
import { correctDocument } from '../formats/midi/correct-document.ts';
import { documentOfTranscription } from '../formats/midi/document-of-transcription.ts';
import { readMidi } from '../formats/midi/read.ts';
import { renameParts } from '../formats/midi/rename-parts.ts';
import { scoreOfDocument } from '../formats/midi/score-of-document.ts';
import { writeMidi } from '../formats/midi/write.ts';
import { writeMusicXml } from '../formats/musicxml/write.ts';
import { estimateBeats } from '../score/estimate-frame.ts';
import { fingerScore } from '../score/tablature/with-tablature.ts';
import type { ScoreAnswer, ScoreRequest, ScoreResults } from './score-requests.ts';

/** Thread entry: a hostile or huge file must never freeze the extension host it shares with others. */
parentPort?.on('message', (request: ScoreRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer(request: ScoreRequest): ScoreAnswer {
  try {
    return { ok: true, result: work(request) };
  } catch (error) {
    const known = error instanceof StemstaveError;
    return {
      ok: false,
      code: known ? error.code : 'score-failed',
      sentence: known ? error.message : 'This music could not be written as notation.',
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
}

function work(request: ScoreRequest): ScoreResults[ScoreRequest['kind']] {
  switch (request.kind) {
    case 'compose':
      return writeMidi(
        documentOfTranscription(request.title, request.transcription, request.provenance),
      );
    case 'open': {
      const document = titled(request.bytes, request.fallbackTitle);
      const { performance, provenance, corrections } = document;
      return { score: scoreOfDocument(document), performance, provenance, corrections };
    }
    case 'edit': {
      const bytes = new Uint8Array(edited(request));
      const { instruments } = readMidi(bytes).performance;
      return { bytes, partNames: instruments.map(({ name }) => name) };
    }
    case 'decisions': {
      const { performance, corrections } = readMidi(request.bytes);
      return estimateBeats(performance, corrections).decisions;
    }
    case 'abc':
      return writeAbc(request.score);
    case 'fingering':
      return fingerScore(request.score);
    case 'musicxml':
      return writeMusicXml(request.score);
  }
}

/** Names are changed in the bytes, corrections where the music is; neither touches what it need not. */
function edited({
  bytes,
  names,
  corrections,
}: Extract<ScoreRequest, { kind: 'edit' }>): Uint8Array {
  const corrected =
    corrections.length === 0 ? bytes : writeMidi(correctDocument(readMidi(bytes), corrections));
  return names.size === 0 ? corrected : renameParts(corrected, names);
}

/** A file without a title of its own is called by its file name. */
function titled(bytes: Uint8Array, fallbackTitle: string): ReturnType<typeof readMidi> {
  const document = readMidi(bytes);
  return document.title === '' ? { ...document, title: fallbackTitle } : document;
}
