"""Composes and renders the training mixes: python make_data.py OUT COUNT SEED SOUNDFONT..."""
import json
import sys
from pathlib import Path

import numpy as np

import compose
import render

SECONDS = 20.0
# Standard, Room, Power, Electronic, TR-808, Jazz, Brush, Orchestra: where a General MIDI font has kits.
KITS = (0, 0, 0, 8, 16, 24, 25, 32, 40)


def main(out, count, seed, soundfonts):
    out.mkdir(parents=True, exist_ok=True)
    beats, backings = [], []
    for i in range(count):
        rng = np.random.default_rng([seed, i])
        n = int((SECONDS + 0.5) * render.RATE)
        # A stem takes seconds to render, a mix takes none: most stems are heard in several mixes.
        if len(backings) < 20 or rng.random() < 0.3:
            backings.append(fit(render_backing(rng, soundfonts), n))
        music = backings[rng.integers(len(backings))]
        if rng.random() < 0.12:
            hits, mix = [], music
        else:
            if len(beats) < 20 or rng.random() < 0.5:
                beats.append(render_beat(rng, soundfonts))
            hits, beat = beats[rng.integers(len(beats))]
            balance = 0.0 if rng.random() < 0.12 else 10 ** (rng.uniform(-12, 9) / 20)
            mix = level(fit(beat, n)) + balance * level(music)
        mix = render.colour(mix, rng)
        if rng.random() < 0.2:
            mix = render.through_codec(mix, rng)
        (np.clip(mix, -1, 1) * 32767).astype("<i2").tofile(out / f"{i:04d}.s16")
        (out / f"{i:04d}.json").write_text(json.dumps([[round(h[0], 5), h[2], h[3]] for h in hits]))


def render_backing(rng, soundfonts):
    notes = compose.backing(rng, SECONDS)
    return render.fluidsynth(notes, soundfonts[rng.integers(len(soundfonts))], reverb=rng.random() < 0.7)


def render_beat(rng, soundfonts):
    hits = compose.drums(rng, SECONDS)
    if rng.random() < 0.45:
        return hits, render.synthetic_drums(hits, render.synthetic_kit(rng), rng, SECONDS)
    font = soundfonts[rng.integers(len(soundfonts))]
    return hits, render.fluidsynth(hits, font, rng.choice(KITS), reverb=rng.random() < 0.7)


def fit(x, n):
    return np.pad(x, (0, max(0, n - len(x))))[:n]


def level(x):
    return x / (np.sqrt((x**2).mean()) + 1e-6)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
