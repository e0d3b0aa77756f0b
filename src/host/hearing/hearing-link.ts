import type * as vscode from 'vscode';
import { notesHeardShown } from '../../protocol/hearing-messages.ts';
import type { HostMessage } from '../../protocol/host-messages.ts';
import type { Hearing } from './hearing.ts';
import type { Hearings } from './hearings.ts';

/** A view is told at most so often. */
const PAUSE_MS = 100;

/** Tells one view what is heard of the recording whose score it is going to show. */
export class HearingLink {
  readonly #hearings: Hearings;
  readonly #file: vscode.Uri;
  readonly #post: (message: HostMessage) => void;
  readonly #ended: () => void;
  readonly #takeOff: () => void;
  #leave: () => void = () => undefined;
  #hearing: Hearing | undefined;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;
  /** What the view has been told. */
  #draft = -1;
  #noteCount = 0;

  /**
   * @param file where the score goes
   * @param ended called when there is nothing more to come, and the file is to be shown
   */
  constructor(
    hearings: Hearings,
    file: vscode.Uri,
    post: (message: HostMessage) => void,
    ended: () => void,
  ) {
    this.#hearings = hearings;
    this.#file = file;
    this.#post = post;
    this.#ended = ended;
    this.#takeOff = hearings.onChange(file, () => {
      this.#follow();
    });
    this.#follow();
  }

  /** A transcription is on its way to the file. */
  get isOn(): boolean {
    return this.#hearing !== undefined;
  }

  /** The view can be talked to, and knows nothing yet: it was opened, or out of sight. */
  begin(): void {
    this.#isReady = true;
    this.#draft = -1;
    this.#tell();
  }

  cancel(): void {
    this.#hearing?.cancel();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#leave();
    this.#takeOff();
  }

  #follow(): void {
    const before = this.#hearing;
    this.#hearing = this.#hearings.of(this.#file);
    if (this.#hearing === before) return;
    this.#leave();
    this.#draft = -1;
    if (this.#hearing === undefined) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#leave = () => undefined;
      this.#ended();
      return;
    }
    this.#leave = this.#hearing.onChange(() => {
      this.#timer ??= setTimeout(() => {
        this.#tell();
      }, PAUSE_MS);
    });
    this.#tell();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#hearing === undefined || !this.#isReady) return;
    const { state, notes } = this.#hearing;
    if (state.draft !== this.#draft) this.#noteCount = 0;
    this.#draft = state.draft;
    this.#post(state);
    for (const message of notesHeardShown(state.draft, notes.slice(this.#noteCount))) {
      this.#post(message);
    }
    this.#noteCount = notes.length;
  }
}
