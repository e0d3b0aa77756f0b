import type { PlaybackOpened } from '../../protocol/performance-messages.ts';
import type { PerformanceFeed, PlayedNotes } from '../performance-feed.ts';
import { metronomeClicks } from './beats.ts';
import type { EngineNotes } from './engine/messages.ts';
import type { SoundOutput } from './sound-output.ts';

/** Brings what one score needs to be heard into the engine. */
export async function loadParts(feed: PerformanceFeed, output: SoundOutput): Promise<void> {
  const opened = await feed.opened();
  const played = await Promise.all(opened.instruments.map((_, index) => feed.notes(index)));
  const sounds = opened.instruments.map(({ program, isDrum }) => ({ program, isDrum }));
  // Beside the recording, the parts must be in tune with it.
  const { tuningHz } = opened;
  output.send({ type: 'parts', sounds, notes: joined(played), tuningHz });
  output.send({ type: 'clicks', clicks: metronomeClicks(opened.timeline) });
}

/** Where the music ends: with the last note's end or the recording's, whichever is later. */
export function endOf({ durationSec }: PlaybackOpened): number {
  return durationSec + 0.25;
}

function joined(played: readonly PlayedNotes[]): EngineNotes {
  const total = played.reduce((sum, { pitches }) => sum + pitches.length, 0);
  const notes = {
    parts: new Uint16Array(total),
    pitches: new Uint8Array(total),
    startsSec: new Float64Array(total),
    endsSec: new Float64Array(total),
    velocities: new Float32Array(total),
  };
  let at = 0;
  played.forEach((one, part) => {
    notes.parts.fill(part, at, at + one.pitches.length);
    notes.pitches.set(one.pitches, at);
    notes.startsSec.set(one.startsSec, at);
    notes.endsSec.set(one.endsSec, at);
    notes.velocities.set(one.velocities, at);
    at += one.pitches.length;
  });
  return notes;
}
