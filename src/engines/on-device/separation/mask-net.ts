import { DenseNet } from '../../../nets/dense-net.ts';
import type { BandGrid } from './band-grid.ts';
import type { Features, Surroundings } from './features.ts';
import type { Guide } from './guide.ts';
import { SEPARATION_WEIGHTS } from './separation-weights.ts';

/** What is taken out of a mix; what is left is the rest. In the order of the net's outputs. */
export const TAKEN_OUT = ['drums', 'bass'] as const;
export type TakenOut = (typeof TAKEN_OUT)[number];

/** Says of each bin of a frame what share of it belongs to the drums, and to the bass. */
export class MaskNet {
  /** One weight per bin, 0 … half a window, for each stem. */
  readonly masks: Readonly<Record<TakenOut, Float32Array>>;
  private readonly net = new DenseNet(SEPARATION_WEIGHTS);
  private readonly grid: BandGrid;
  private readonly features: Features;
  private readonly guide: Guide;
  private readonly isThere: readonly boolean[];
  private readonly shares: readonly Float32Array[];

  /** @param there stems that the recording has; nothing is given to the others */
  constructor(grid: BandGrid, features: Features, guide: Guide, there: ReadonlySet<TakenOut>) {
    this.grid = grid;
    this.features = features;
    this.guide = guide;
    this.isThere = TAKEN_OUT.map((stem) => there.has(stem));
    this.shares = TAKEN_OUT.map(() => new Float32Array(grid.bandCount));
    const bins = (): Float32Array => new Float32Array(grid.windowSamples / 2 + 1);
    this.masks = { drums: bins(), bass: bins() };
  }

  /** Fills `masks`. */
  look(around: Surroundings): void {
    this.features.begin(around);
    for (let band = 0; band < this.grid.bandCount; band++) {
      const logits = this.net.apply(this.features.of(around, this.guide, band));
      const rest = Math.exp(logits[TAKEN_OUT.length] ?? 0);
      let sum = rest;
      for (let stem = 0; stem < TAKEN_OUT.length; stem++) {
        if (this.isThere[stem] === true) sum += Math.exp(logits[stem] ?? 0);
      }
      this.shares.forEach((shares, stem) => {
        shares[band] = this.isThere[stem] === true ? Math.exp(logits[stem] ?? 0) / sum : 0;
      });
    }
    TAKEN_OUT.forEach((stem, i) => {
      spread(this.grid, this.shares[i] ?? new Float32Array(), this.masks[stem]);
    });
  }
}

/** From bands to bins: straight lines between the middles of bands. */
function spread({ firstBins, bandCount }: BandGrid, bands: Float32Array, bins: Float32Array): void {
  const middle = (band: number): number =>
    ((firstBins[band] ?? 0) + (firstBins[band + 1] ?? 0) - 1) / 2;
  let band = 0;
  for (let bin = 0; bin < bins.length; bin++) {
    while (band < bandCount - 1 && middle(band + 1) <= bin) band++;
    const next = Math.min(bandCount - 1, band + 1);
    const width = middle(next) - middle(band);
    const part = width > 0 ? Math.max(0, Math.min(1, (bin - middle(band)) / width)) : 0;
    bins[bin] = (bands[band] ?? 0) * (1 - part) + (bands[next] ?? 0) * part;
  }
}
