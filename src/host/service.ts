/**
 * All that talks to the service, in a bundle of its own: most sessions never load it, so it must not
 * make the extension slow to start. Import it with `import()` only.
 */
export { createApikleyEngine } from '../engines/apikley/apikley-engine.ts';
export { checkKey } from '../engines/apikley/connect.ts';
export { stemsRefused } from '../engines/apikley/flow/notes.ts';
export { ownOriginOf } from '../engines/apikley/addresses.ts';
export { fetchStems } from '../engines/apikley/stems.ts';
import { readMidi } from '../formats/midi/read.ts';
import { findPaidScore } from '../jobs/paid-scores.ts';

export { fitRecording } from '../engines/smaller-copy/fit-recording.ts';
export { startCallbackReceiver } from '../engines/apikley/callback/receiver.ts';

/** A score that the service has made of a recording; see `findPaidScore`. */
export function paidScoreIn(
  folders: readonly string[],
  sha256: string,
): Promise<string | undefined> {
  return findPaidScore(folders, sha256, (midi) => readMidi(midi).provenance);
}
