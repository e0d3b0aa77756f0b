"""Mixes what the drum net learns from:

    python make_data.py OUT COUNT SEED SHOTS.npz,... STEMS [training|validation] [alone]

STEMS is the folder that make-stems.ts filled, SHOTS what one_shots.py and recorded_shots.py made. For each mix one
.s16 (16-bit mono at 22 050 Hz) and one .json of strokes: [start_sec, key, velocity]. With "alone", one or two drums of
a kit play and nothing else: tracks of a recording session, as people have them.
"""
import json
import sys
from pathlib import Path

import numpy as np
from scipy.io import wavfile

import compose
import kits
import render

SECONDS = 16.0


def main(out, count, seed, shots, stems, which="training", cast="band"):
    out.mkdir(parents=True, exist_ok=True)
    sampled = [kit for path in shots.split(",") for kit in kits.read_kits(path)]
    paths = sorted(Path(stems).glob(f"*-{which}.wav"))
    for i in range(count):
        if (out / f"{seed}-{i:04d}.json").exists():
            continue
        rng = np.random.default_rng([seed, i])
        path = paths[rng.integers(len(paths))]
        music = level(fit(wavfile.read(path)[1].astype(np.float32) / 32768))
        if rng.random() < 0.1:
            path = paths[rng.integers(len(paths))]
            music = level(music + rng.uniform(0.2, 1) * level(fit(wavfile.read(path)[1].astype(np.float32) / 32768)))
        strokes = strokes_for(path, rng) if cast == "band" else few_drums(rng)
        kit = sampled[rng.integers(len(sampled))] if which == "validation" else kits.random_kit(sampled, rng)
        drums = level(drum_bus(fit(kits.play(strokes, kit, rng, SECONDS)), rng)) if strokes else 0.0
        balance = 0.0 if cast == "alone" or rng.random() < 0.06 else 10 ** (rng.triangular(-10, 2, 17) / 20)
        mix = render.colour(drums + (balance if strokes else 1.0) * music, rng)
        if rng.random() < 0.2:
            mix = render.through_codec(mix, rng)
        (np.clip(mix, -1, 1) * 32767).astype("<i2").tofile(out / f"{seed}-{i:04d}.s16")
        (out / f"{seed}-{i:04d}.json").write_text(json.dumps([[round(s, 5), k, v] for s, k, v in strokes]))


def strokes_for(path, rng):
    """What the piece's composer wrote, or a groove of our own; sometimes nothing, often with percussion."""
    written = [tuple(each) for each in json.loads(path.with_suffix(".json").read_text())["strokes"]]
    choice = rng.random()
    if choice < 0.1:
        return percussion(rng) if choice < 0.05 else []
    if len(written) >= 8 and choice < 0.65:
        strokes = written
    else:
        strokes = [(h[0], h[2], h[3]) for h in compose.drums(rng, SECONDS)]
    strokes = on_other_drums(strokes, rng)
    if rng.random() < 0.4:
        strokes = strokes + percussion(rng)
    if rng.random() < 0.12:
        # A kit of which only a part is played.
        kept = [group for group in kits.GROUPS if rng.random() < 0.5]
        strokes = [each for each in strokes if any(each[1] in group for group in kept)]
    return sorted(strokes)


def few_drums(rng):
    """One or two drums of a groove; another groove where they hardly play."""
    while True:
        kept = [kits.GROUPS[i] for i in rng.choice(len(kits.GROUPS), rng.integers(1, 3), replace=False)]
        played = [(h[0], h[2], h[3]) for h in compose.drums(rng, SECONDS)]
        strokes = sorted(each for each in played if any(each[1] in group for group in kept))
        if len(strokes) >= 6:
            return strokes


def on_other_drums(strokes, rng):
    """The same with cross-sticks or claps for the snare, and with another cymbal that keeps time."""
    other = {}
    if rng.random() < 0.2:
        other |= dict.fromkeys(kits.SNARES, 39 if rng.random() < 0.2 else 37)
    if rng.random() < 0.2:
        other |= dict.fromkeys(kits.HATS, int(rng.choice([46, 51, 59, 53])))
    return [(at, other.get(key, key), velocity) for at, key, velocity in strokes]


def percussion(rng):
    """One to three players in one tempo, each with a pattern and its accents; tambourines and shakers most of all."""
    beat, strokes = 60 / rng.uniform(70, 160), []
    for _ in range(rng.choice([1, 2, 3], p=[0.5, 0.3, 0.2])):
        common = rng.random() < 0.5
        keys = kits.PERCUSSION[rng.integers(3) if common else rng.integers(len(kits.PERCUSSION))]
        step = beat / rng.choice([1, 2, 3, 4], p=[0.1, 0.35, 0.15, 0.4])
        pattern = rng.random(16) < rng.choice([0.3, 0.6, 1.0])
        firm, level = rng.random(16) < rng.uniform(0.1, 0.6), rng.uniform(0.5, 1.1)
        which, jitter = rng.choice(keys, 16), rng.choice([0, 0.005, 0.012])
        for i in range(int(SECONDS / step)):
            if pattern[i % 16]:
                velocity = np.clip(level * rng.normal(105 if firm[i % 16] else 75, 8), 20, 127)
                strokes.append((max(0, i * step + rng.normal(0, jitter)), int(which[i % 16]), int(velocity)))
    return sorted(strokes)



def drum_bus(x, rng):
    """Drums are often equalised, pressed and put in a room before they meet the band."""
    x = kits.peak(x)
    if rng.random() < 0.5:
        x = kits.sosfilt(kits.peaking(50 * 2 ** rng.uniform(0, 7.5), rng.uniform(0.4, 2), rng.uniform(-10, 10)), x)
    if rng.random() < 0.35:
        drive = rng.uniform(1, 6)
        x = np.tanh(drive * kits.peak(x)) / np.tanh(drive)
    if rng.random() < 0.4:
        tail = rng.uniform(0.05, 1.2)
        t = np.arange(int(tail * render.RATE)) / render.RATE
        room = rng.normal(0, 1, len(t)) * np.exp(-t / (tail / 5))
        wet = render.fftconvolve(x, room / np.sqrt((room**2).sum()))[: len(x)]
        x = x + rng.uniform(0.05, 0.6) * wet
    return x


def fit(x):
    n = int(SECONDS * render.RATE)
    return np.pad(x, (0, max(0, n - len(x))))[:n]


def level(x):
    return x / (np.sqrt((x**2).mean()) + 1e-6)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
