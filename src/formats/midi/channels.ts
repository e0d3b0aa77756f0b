/** Where a part is played: a channel, 0–15, of a port. */
export interface Place {
  readonly channel: number;
  /** Ports beyond the first are named in the track; programs that know none play them on the first. */
  readonly port: number;
}

const DRUM_CHANNEL = 9;
const PITCHED_PER_PORT = 15;
const PORTS = 128;

/**
 * One channel for each part: drums on channel 10 (index 9), all others around it. Sixteen channels are
 * all a port has: from the sixteenth pitched part on, and for each further drum kit, the next port.
 */
export function placesFor(parts: readonly { readonly isDrum: boolean }[]): readonly Place[] {
  let pitched = 0;
  let kits = 0;
  return parts.map(({ isDrum }) => {
    if (isDrum) return { channel: DRUM_CHANNEL, port: kits++ % PORTS };
    const index = pitched % PITCHED_PER_PORT;
    const port = Math.floor(pitched / PITCHED_PER_PORT) % PORTS;
    pitched += 1;
    return { channel: index < DRUM_CHANNEL ? index : index + 1, port };
  });
}
