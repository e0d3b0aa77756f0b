import { StemstaveError } from '../errors.ts';
import type { RasterisePage } from '../protocol/rasterise.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { ViewerMessage } from '../protocol/viewer-messages.ts';

/** A page at print quality takes a view about a second. */
const TIMEOUT_MS = 60_000;

/** A drawing and how large its picture is to be. */
export type Drawing = Pick<RasterisePage, 'svg' | 'widthPx' | 'heightPx'>;

interface Waiting {
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (reason: StemstaveError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Has pages painted by one view. */
export class PagePainter {
  readonly #post: (message: RasterisePage) => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextRequestId = 0;

  constructor(post: (message: RasterisePage) => void) {
    this.#post = post;
  }

  /**
   * @returns a PNG file
   * @throws {StemstaveError} `paint-failed` if the view cannot, takes over a minute, or is closed
   */
  paint(drawing: Drawing): Promise<Uint8Array> {
    const requestId = this.#nextRequestId++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#take(requestId)?.reject(paintFailed());
      }, TIMEOUT_MS);
      this.#waiting.set(requestId, { resolve, reject, timer });
      this.#post({ version: PROTOCOL_VERSION, type: 'rasterise-page', requestId, ...drawing });
    });
  }

  /** A picture has come. */
  receive({ requestId, png }: Extract<ViewerMessage, { type: 'page-rasterised' }>): void {
    const waiting = this.#take(requestId);
    if (png === null) waiting?.reject(paintFailed());
    else waiting?.resolve(Buffer.from(png, 'base64'));
  }

  /** The view is gone; so are its answers. */
  dispose(): void {
    for (const requestId of [...this.#waiting.keys()]) this.#take(requestId)?.reject(paintFailed());
  }

  #take(requestId: number): Waiting | undefined {
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}

function paintFailed(): StemstaveError {
  return new StemstaveError(
    'paint-failed',
    'The pages could not be painted. Keep the score in sight while its picture is made.',
  );
}
