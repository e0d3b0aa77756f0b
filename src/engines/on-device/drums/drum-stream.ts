import type { NoteEvent } from '../../../transcription/model.ts';
export class DrumStream {
  push(_samples: Float32Array): void {
    void _samples;
  }
  finish(): NoteEvent[] {
    return [];
  }
}
