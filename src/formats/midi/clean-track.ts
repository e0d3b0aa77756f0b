/** A track that `midi-file` can read without throwing or running off its end. */
export interface CleanTrack {
  readonly bytes: Uint8Array;
  readonly eventCount: number;
}

const META = 0xff;
const END_OF_TRACK = 0x2f;
const TIME_SIGNATURE = 0x58;
/** Meta events `midi-file` insists on one length for: it throws for any other. */
const META_LENGTHS: ReadonlyMap<number, number> = new Map([
  [0x00, 2],
  [0x20, 1],
  [0x21, 1],
  [0x51, 3],
  [0x54, 5],
  [TIME_SIGNATURE, 4],
  [0x59, 2],
]);
const SEQUENCER_SPECIFIC = 0x7f;
/** Names and lyrics are short; `midi-file` overflows the stack on very long text. */
const MAX_TEXT_BYTES = 4096;
/** 2^7: a shorter note value than the 128th is no denominator of a time signature. */
const MAX_DENOMINATOR_POWER = 7;

/** Data bytes of system messages 0xF1–0xF6, which have no business in a file. */
const SYSTEM_DATA_BYTES = [0, 1, 2, 1, 0, 0, 0];

/** An event that says nothing: it keeps the time of one that is left out. */
const NOTHING = [META, 0x01, 0x00];

/**
 * Copies the well-formed events of a track, in one pass: what breaks off is dropped, what is malformed,
 * oversized or system-exclusive is replaced by an event that says nothing.
 */
export function cleanTrack(track: Uint8Array): CleanTrack {
  // At worst an event is a byte of delta and a byte of status, and takes four in the copy.
  const out = new Uint8Array(track.length * 2 + 8);
  let length = 0;
  const push = (bytes: ArrayLike<number>): void => {
    out.set(bytes, length);
    length += bytes.length;
  };
  let eventCount = 0;
  let runningStatus = 0;
  let at = 0;
  let endDelta: ArrayLike<number> = [0];
  while (at < track.length) {
    const deltaEnd = endOfVariableLength(track, at);
    const event = deltaEnd === -1 ? undefined : readEvent(track, deltaEnd, runningStatus);
    if (event === undefined) break;
    const delta = track.subarray(at, deltaEnd);
    if (event.kind === 'end') {
      endDelta = delta;
      break;
    }
    push(delta);
    if (event.kind === 'kept') {
      // Written out in full: the event whose status is running may be one that was left out.
      if ((track[deltaEnd] ?? 0) < 0x80) push([event.runningStatus]);
      push(track.subarray(deltaEnd, event.end));
    } else push(NOTHING);
    ({ runningStatus, end: at } = event);
    eventCount += 1;
  }
  push(endDelta);
  push([META, END_OF_TRACK, 0]);
  return { bytes: out.subarray(0, length), eventCount };
}

/** An event of a track as it lies in its bytes. */
export interface LyingEvent {
  /** First byte of its delta time, and of itself. */
  readonly deltaAt: number;
  readonly at: number;
  readonly end: number;
  /** `undefined` for one that is no meta event. */
  readonly meta: { readonly type: number; readonly data: Uint8Array } | undefined;
}

/** The events of a track, as far as it can be read. */
export function* eventsIn(track: Uint8Array): Generator<LyingEvent> {
  let runningStatus = 0;
  for (let deltaAt = 0; deltaAt < track.length;) {
    const at = endOfVariableLength(track, deltaAt);
    const event = at === -1 ? undefined : readEvent(track, at, runningStatus);
    if (event === undefined || event.kind === 'end') return;
    const { end } = event;
    const data = track[at] === META ? readBlock(track, at + 2) : undefined;
    const meta = data && { type: track[at + 1] ?? 0, data: track.subarray(data.start, data.end) };
    yield { deltaAt, at, end, meta };
    ({ runningStatus } = event);
    deltaAt = end;
  }
}

interface ScannedEvent {
  readonly kind: 'kept' | 'dropped' | 'end';
  /** First byte after it. */
  readonly end: number;
  readonly runningStatus: number;
}

/** The event whose status byte (or, under running status, first data byte) is at `at`; `undefined` = cut off. */
function readEvent(track: Uint8Array, at: number, runningStatus: number): ScannedEvent | undefined {
  const status = track[at];
  if (status === undefined) return undefined;
  if (status === META) return readMeta(track, at, runningStatus);
  if (status === 0xf0 || status === 0xf7) {
    const data = readBlock(track, at + 1);
    return data && { kind: 'dropped', end: data.end, runningStatus };
  }
  if (status > 0xf0) {
    const end = at + 1 + (SYSTEM_DATA_BYTES[status - 0xf0] ?? 0);
    return end > track.length ? undefined : { kind: 'dropped', end, runningStatus };
  }
  const effective = status >= 0x80 ? status : runningStatus;
  // A data byte with no status before it: from here on nothing can be told apart.
  if (effective === 0) return undefined;
  const data = status >= 0x80 ? at + 1 : at;
  const end = data + (effective >> 4 === 0xc || effective >> 4 === 0xd ? 1 : 2);
  if (end > track.length) return undefined;
  const isSound = (track[data] ?? 0) < 0x80 && (track[end - 1] ?? 0) < 0x80;
  return { kind: isSound ? 'kept' : 'dropped', end, runningStatus: effective };
}

function readMeta(track: Uint8Array, at: number, runningStatus: number): ScannedEvent | undefined {
  const type = track[at + 1];
  if (type === END_OF_TRACK) return { kind: 'end', end: at + 3, runningStatus };
  const data = readBlock(track, at + 2);
  if (type === undefined || data === undefined) return undefined;
  const size = data.end - data.start;
  const isKept =
    size === (META_LENGTHS.get(type) ?? size) &&
    (size <= MAX_TEXT_BYTES || type === SEQUENCER_SPECIFIC) &&
    !(type === TIME_SIGNATURE && (track[data.start + 1] ?? 0) > MAX_DENOMINATOR_POWER);
  return { kind: isKept ? 'kept' : 'dropped', end: data.end, runningStatus };
}

/** Where a block that begins with its own length has its bytes; `undefined` when it is cut off. */
function readBlock(track: Uint8Array, at: number): { start: number; end: number } | undefined {
  const start = endOfVariableLength(track, at);
  if (start === -1) return undefined;
  let size = 0;
  for (let i = at; i < start; i++) size = size * 128 + ((track[i] ?? 0) & 0x7f);
  return start + size > track.length ? undefined : { start, end: start + size };
}

/** First byte after the variable-length number at `at`; −1 if it is cut off or longer than four bytes. */
function endOfVariableLength(track: Uint8Array, at: number): number {
  for (let end = at; end < Math.min(at + 4, track.length); end++) {
    if ((track[end] ?? 0) < 0x80) return end + 1;
  }
  return -1;
}
