import { letterButton, setPressed, slider } from '../controls.ts';
import { VOLUME, type PartMix } from '../playback/mix.ts';

/** Mute, solo and volume of one voice. */
export interface SoundRow {
  readonly elements: readonly HTMLElement[];
  /** Shows the mix as it is. */
  readonly show: (mix: PartMix) => void;
}

/**
 * @param key names the voice among the controls, whatever it is called
 * @param now how the voice is mixed at this moment
 * @param change told what a person does to it
 */
export function soundRow(
  name: string,
  key: string,
  now: () => PartMix,
  change: (change: Partial<PartMix>) => void,
): SoundRow {
  const mute = letterButton('M', `Mute ${name}`, () => {
    change({ isMuted: !now().isMuted });
  });
  const solo = letterButton('S', `Solo ${name}`, () => {
    change({ isSolo: !now().isSolo });
  });
  const volume = slider({
    label: `Volume of ${name}`,
    least: VOLUME.least,
    most: VOLUME.most,
    step: VOLUME.step,
    words: (value) => `${Math.round(value * 100)} %`,
    change: (value) => {
      change({ volume: value });
    },
  });
  mute.dataset['control'] = `mute ${key}`;
  solo.dataset['control'] = `solo ${key}`;
  volume.element.dataset['control'] = `volume ${key}`;
  return {
    elements: [mute, solo, volume.element],
    show: (mix) => {
      setPressed(mute, mix.isMuted);
      setPressed(solo, mix.isSolo);
      volume.show(mix.volume);
    },
  };
}
