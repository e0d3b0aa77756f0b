"""Drum kits that exist nowhere: strokes of sound fonts bent in many ways, and kits made of sines and noise.

A kit is {key: [(velocity, samples), …]}; keys are those of General MIDI.
"""
import numpy as np
from scipy.signal import butter, sosfilt

RATE = 22050
KICKS, SNARES, RIMS, CLAPS = (35, 36), (38, 40), (37,), (39,)
HATS, OPEN_HATS, CRASHES, RIDES = (42, 44), (46,), (49, 52, 55, 57), (51, 53, 59)
TOMS = (41, 43, 45, 47, 48, 50)
GROUPS = (KICKS, SNARES, RIMS, CLAPS, HATS + OPEN_HATS, CRASHES, RIDES, TOMS)
# What is no part of a kit, to be told from it: shakers, tambourine, cowbell, bongos, congas, blocks, claves, triangles.
PERCUSSION = ((70,), (69, 82), (54,), (56,), (60, 61), (62, 63, 64), (76, 77), (75,), (65, 66), (80, 81), (67, 68))


def read_kits(path):
    kits = {}
    for name, samples in np.load(path).items():
        kit, key, velocity = map(int, name.split("/"))
        kits.setdefault(kit, {}).setdefault(key, []).append((velocity, samples))
    return list(kits.values())


def write_kits(path, kits):
    """Kits are {(key, velocity): samples} here, with velocities told apart as `read_kits` tells them."""
    np.savez(path, **{f"{i}/{key}/{velocity}": x for i, kit in enumerate(kits) for (key, velocity), x in kit.items()})


def random_kit(kits, rng):
    """Half of all kits are sampled ones bent, the others are synthetic; they mix now and then."""
    base = kits[rng.integers(len(kits))]
    kit = dict(base)
    made = synthetic_kit(rng)
    all_made = rng.random() < 0.4
    spread = rng.uniform(0, 7)
    for group in PERCUSSION:
        have = [each for each in kits if group[0] in each]
        other = base if group[0] in base and rng.random() < 0.5 else have[rng.integers(len(have))] if have else {}
        bend, gain = bender(group, rng) if rng.random() < 0.8 else (lambda x: x), 10 ** (rng.normal(0, 4) / 20)
        kit |= {key: [(velocity, bend(x) * gain) for velocity, x in other[key]] for key in group if key in other}
    for group in GROUPS:
        other = kits[rng.integers(len(kits))] if rng.random() < 0.3 else base
        is_made = rng.random() < (0.92 if all_made else 0.08)
        bend = bender(group, rng) if rng.random() < 0.8 else (lambda x: x)
        gain = 10 ** (rng.normal(0, spread) / 20)
        for key in group:
            source = made.get(key) if is_made else other.get(key)
            if source:
                kit[key] = [(velocity, bend(x) * gain) for velocity, x in source]
    return kit


def bender(group, rng):
    """One way of bending, for all strokes of a drum."""
    # Of percussion, too, or a conga becomes a tom.
    is_metal = group[0] in (42, 49, 51) or group in PERCUSSION
    ratio = 2 ** np.clip(rng.normal(0, 0.18 if is_metal else 0.28), -0.7, 0.7)
    decay = 10 ** rng.uniform(-1.5, 0.2) if rng.random() < 0.4 else None
    soft = rng.uniform(0.002, 0.012) if rng.random() < 0.12 else None
    drive = rng.uniform(1, 6) if rng.random() < 0.3 else None
    hz, q, db = 50 * 2 ** rng.uniform(0, 7.3), rng.uniform(0.5, 3), rng.uniform(-12, 12)
    has_peak = rng.random() < 0.6
    low = rng.uniform(2500, 8500) if rng.random() < 0.15 else None
    hiss = 10 ** rng.uniform(-2, -0.5) if rng.random() < 0.12 else None

    def bend(x):
        at = np.arange(0, len(x) - 1, ratio)
        x = np.interp(at, np.arange(len(x)), x)
        t = np.arange(len(x)) / RATE
        if decay is not None:
            x = x * np.exp(-t / decay)
        if soft is not None:
            x = x * np.minimum(1, t / soft)
        loudest = np.abs(x).max() + 1e-9
        if hiss is not None:
            x = x + hiss * loudest * np.random.default_rng(1).normal(0, 1, len(x)) * np.exp(-t / 0.05)
        if has_peak:
            x = sosfilt(peaking(hz, q, db), x)
        if low is not None:
            x = sosfilt(butter(1, low, "lowpass", fs=RATE, output="sos"), x)
        x = x * (loudest / (np.abs(x).max() + 1e-9))
        if drive is not None:
            x = np.tanh(drive * x / loudest) * loudest / np.tanh(drive)
        return x.astype(np.float32)

    return bend


def peaking(hz, q, db):
    """A bell of an equaliser (R. Bristow-Johnson, Cookbook formulae for audio EQ)."""
    a, w = 10 ** (db / 40), 2 * np.pi * min(hz, 0.45 * RATE) / RATE
    alpha = np.sin(w) / (2 * q)
    b = [1 + alpha * a, -2 * np.cos(w), 1 - alpha * a]
    c = [1 + alpha / a, -2 * np.cos(w), 1 - alpha / a]
    return np.array([[*(np.array(b) / c[0]), *(np.array(c) / c[0])]])


def synthetic_kit(rng):
    """Machines of all kinds: long and short, clean and noisy, brushes too."""

    def time(seconds):
        return np.arange(int(seconds * RATE)) / RATE

    def noise(seconds, low, high, decay, attack=0.0):
        t = time(seconds)
        sos = butter(2, [max(20, low), min(max(high, low * 1.3), RATE * 0.49)], "bandpass", fs=RATE, output="sos")
        x = sosfilt(sos, rng.normal(0, 1, len(t))) * np.exp(-t / decay)
        return peak(x * np.minimum(1, t / attack) if attack else x)

    def tone(seconds, hz, sweep, sweep_sec, decay, fold=0.0):
        t = time(seconds)
        phase = 2 * np.pi * np.cumsum(hz * (1 + sweep * np.exp(-t / sweep_sec))) / RATE
        return peak(np.sin(phase + fold * np.sin(1.4 * phase) * np.exp(-t / decay)) * np.exp(-t / decay))

    def metal(seconds, decay, low, partials, hiss):
        t = time(seconds)
        x = sum(np.sign(np.sin(2 * np.pi * f * t + rng.uniform(0, 6))) for f in partials) / len(partials)
        x = x * (1 - hiss) + hiss * rng.normal(0, 0.7, len(t))
        sos = butter(3, min(low, 9000), "highpass", fs=RATE, output="sos")
        return peak(sosfilt(sos, x) * np.exp(-t / decay))

    def log(low, high):
        return low * (high / low) ** rng.random()

    fold = rng.uniform(0, 2) if rng.random() < 0.3 else 0.0
    kick = tone(0.9, log(36, 80), log(0.2, 7), log(0.006, 0.06), log(0.04, 0.5), fold)
    kick = kick + log(0.02, 0.6) * noise(0.9, log(500, 3500), 9000, log(0.002, 0.012))
    if rng.random() < 0.25:
        kick = kick + rng.uniform(0.1, 0.6) * noise(0.9, 60, log(300, 1500), log(0.02, 0.1))
    brush = rng.uniform(0.004, 0.03) if rng.random() < 0.15 else 0.0
    body = tone(0.6, log(130, 290), rng.uniform(0, 1), log(0.008, 0.03), log(0.02, 0.18), fold)
    body = body + rng.uniform(0, 0.6) * tone(0.6, log(250, 480), 0.1, 0.02, log(0.02, 0.1))
    wires = noise(0.6, log(250, 3000), log(4500, 10800), log(0.03, 0.28), brush)
    snare = (0.1 if brush else rng.uniform(0.1, 1.1)) * body + rng.uniform(0.3, 1.2) * wires
    rim = tone(0.2, log(400, 1800), 0.1, 0.01, log(0.006, 0.03)) + rng.uniform(0, 0.8) * noise(0.2, 1500, 8000, 0.008)
    clap = sum(np.pad(noise(0.5, log(500, 1200), log(2500, 9000), 0.008), (int(at * RATE), 0))[: RATE // 2]
               for at in np.cumsum(rng.uniform(0.006, 0.014, 3)))
    clap = clap + rng.uniform(0.3, 1) * noise(0.5, 800, 6000, log(0.03, 0.2), 0.03)[: RATE // 2]
    ratios = np.array([1, 1.34, 1.48, 1.8, 2.02, 2.55]) * rng.uniform(0.96, 1.04, 6)
    partials, hiss, low = log(180, 900) * ratios, rng.uniform(0.1, 1), log(2500, 8500)
    bell = log(300, 900) * ratios
    sounds = {36: kick, 38: snare, 37: rim, 39: clap, 42: metal(0.4, log(0.01, 0.08), low, partials, hiss),
              44: metal(0.3, log(0.01, 0.05), low, partials, hiss),
              46: metal(1.4, log(0.12, 0.7), low, partials, hiss),
              49: metal(2.8, log(0.3, 1.4), log(300, 5000), bell * 1.3, rng.uniform(0.4, 1)),
              51: metal(1.8, log(0.15, 0.8), log(1500, 6500), bell, rng.uniform(0.05, 0.7))}
    start, step = log(150, 300), rng.uniform(0.78, 0.9)
    dull, drop, length = rng.uniform(0, 0.4), rng.uniform(0.05, 1), log(0.06, 0.5)
    for i, key in enumerate((50, 48, 47, 45, 43, 41)):
        sounds[key] = tone(0.9, start * step**i, drop, 0.03, length, fold) + dull * noise(0.9, 300, 5000, 0.04)
    sounds |= {35: sounds[36], 40: sounds[38], 57: sounds[49], 52: sounds[49], 55: sounds[49], 59: sounds[51]}
    sounds[53] = tone(1.2, log(600, 1500), 0, 0.01, log(0.1, 0.5)) + 0.5 * peak(sounds[51])[: int(1.2 * RATE)]
    gains = {42: 0.35, 44: 0.25, 46: 0.4, 49: 0.6, 52: 0.6, 55: 0.5, 57: 0.6, 51: 0.4, 53: 0.4, 59: 0.4, 37: 0.5}
    return {key: [(110, (peak(x) * gains.get(key, 0.9)).astype(np.float32))] for key, x in sounds.items()}


def peak(x):
    return x / (np.abs(x).max() + 1e-9)


def play(strokes, kit, rng, seconds):
    """Strokes are (start_sec, key, velocity). A closed hat cuts an open one off."""
    out = np.zeros(int((seconds + 3) * RATE), np.float32)
    power = rng.uniform(1, 2)
    closed = [start for start, key, _ in strokes if key in (42, 44, 46)]
    for start, key, velocity in strokes:
        layers = kit.get(key)
        if not layers or start >= seconds:
            continue
        layer, sound = min(layers, key=lambda each: abs(each[0] - velocity))
        sound = sound * ((velocity / layer) ** power * rng.uniform(0.88, 1.12))
        if key == 46:
            until = next((each for each in closed if each > start + 0.02), seconds) - start
            n = int(until * RATE)
            if n < len(sound):
                sound = sound[: n + 400] * np.clip((n + 400 - np.arange(min(len(sound), n + 400))) / 400, 0, 1)
        at = int(start * RATE)
        n = min(len(sound), len(out) - at)
        out[at : at + n] += sound[:n]
    return out
