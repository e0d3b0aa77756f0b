"""Trains the judge of beat grids: given beats, which metre are they the beats of, if any?

    python grids.py scores.pickle COUNT SEED grid-weights.ts

Features are those of `src/score/beats/grid-features.ts`, from scores (no tempo fluctuates on a grid that
was tracked rightly), a tenth of their attacks lost or displaced.
"""
import base64
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from compose_band import compose
from perform import beat_of, choose_tempo, excerpt_of

TIMES = [(2, 4), (3, 4), (4, 4), (2, 2), (3, 2), (6, 8), (9, 8), (12, 8), (3, 8), (4, 8), (6, 4), (5, 4)]
NO_BEATS = len(TIMES)
LAGS = [1, 2, 3, 4, 5, 6, 8, 9, 12]
BARS = [2, 3, 4, 6]
TICKS = 24
HIDDEN = 32


def grid_features(ticks, attacks, beat_sec):
    """`ticks`: whole ticks, 24 a beat, from 0; `attacks`: for each its notes as (pitch, isDrum)."""
    count = ticks[-1] // TICKS + 1
    rhythm = np.zeros((count, 2 * TICKS))
    classes = np.zeros((count, 12))
    struck = np.zeros((count, 12))
    drums = False
    for tick, notes in zip(ticks, attacks):
        beat, at = tick // TICKS, tick % TICKS
        low = sum(1 for pitch, is_drum in notes if (pitch in (35, 36) if is_drum else pitch < 55))
        rhythm[beat, at] += np.log1p(low)
        rhythm[beat, TICKS + at] += np.log1p(len(notes) - low)
        struck[beat, at // 2] = 1
        for pitch, is_drum in notes:
            drums = drums or bool(is_drum)
            if not is_drum:
                classes[beat, pitch % 12] += 2 if pitch < 55 else 1
    sizes = np.linalg.norm(rhythm, axis=1) + 1e-6
    alike = np.array([
        0.5 if count <= lag + 2 else ((rhythm[:-lag] * rhythm[lag:]).sum(1) / (sizes[:-lag] * sizes[lag:])).mean()
        for lag in LAGS
    ])
    norms = np.linalg.norm(classes, axis=1) + 1e-6
    novelty = np.concatenate([[0.5], 1 - (classes[:-1] * classes[1:]).sum(1) / (norms[:-1] * norms[1:])])
    two = struck[:, [3, 6, 9]].any(1)
    three = struck[:, [4, 8]].any(1)
    return np.concatenate([
        10 * (alike - alike.mean()),
        2 * struck.mean(0),
        *[[5 * explained(value, bar) for bar in BARS] for value in (rhythm[:, 0] + rhythm[:, TICKS], rhythm[:, 0], novelty)],
        2 * np.array([(two & ~three).mean(), (three & ~two).mean(), (two & three).mean()]),
        [2 * np.log(beat_sec) + 1, (2 * np.log(beat_sec) + 1) ** 2 / 2, float(drums), np.log(count) - 4],
    ])


def explained(values, bar):
    """The share of the variance that the place in bars of so many beats explains, less what chance does."""
    variance = values.var() + 1e-6
    if len(values) < 2 * bar:
        return 0.0
    means = np.array([values[at::bar].mean() for at in range(bar)])
    counts = np.array([len(values[at::bar]) for at in range(bar)])
    between = (counts * (means - values.mean()) ** 2).sum() / len(values)
    return between / variance - (bar - 1) / len(values)


SCALES = [2, 1 / 2, 3, 1 / 3, 2 / 3, 3 / 2, 4, 1 / 4]


def row_of(job):
    score, seed = job
    rng = np.random.default_rng(seed)
    cut = excerpt_of(compose(rng) if score is None else score, rng)
    if cut is None or cut[2] not in TIMES:
        return []
    notes, bars, time = cut
    beat, _ = beat_of(time)
    bpm = None if score is None else score['bpm']
    quarter_sec = choose_tempo(notes, time, bpm, rng)
    by_onset = {}
    for onset, _, pitch, part, _, is_grace, _ in notes:
        if not is_grace:
            by_onset.setdefault(round(onset, 3), []).append((pitch, part == 9))
    origin = bars[0][0] + bars[0][1] % beat - beat
    rows = []
    for scale in [1, 1, float(rng.choice(SCALES)), float(rng.choice(SCALES))]:
        label = TIMES.index(time) if scale == 1 else NO_BEATS
        shift = 0.0
        if scale > 1:
            shift = beat * float(rng.integers(0, round(2 * scale))) / 2
        elif scale == 1 and rng.random() < 0.12:
            shift, label = beat / 2, NO_BEATS
        lost = rng.uniform(0, 0.15)
        ticks, attacks = [], []
        for onset in sorted(by_onset):
            if rng.random() < lost:
                continue
            tick = (onset - origin + shift) / (beat * scale) * TICKS
            # What a tracker cannot place is put on the nearest place it knows.
            tick = int(round(tick)) + (int(rng.integers(-3, 4)) if rng.random() < 0.04 else 0)
            ticks.append(max(0, tick))
            attacks.append(by_onset[onset])
        order = np.argsort(ticks, kind='stable')
        ticks = np.array(ticks)[order]
        if len(ticks) < 16:
            continue
        ticks -= TICKS * (ticks[0] // TICKS)
        attacks = [attacks[at] for at in order]
        beat_sec = quarter_sec * beat * scale * float(np.exp(rng.normal(0, 0.08)))
        rows.append((grid_features(ticks, attacks, beat_sec), label))
    return rows


def main():
    import torch
    from torch import nn

    source, count, seed, out = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    with open(source, 'rb') as file:
        scores = pickle.load(file)
    rng = np.random.default_rng(seed)
    picks = [int(rng.integers(len(scores))) if at % 6 else -1 for at in range(count)]
    jobs = [(None if pick < 0 else scores[pick], int(rng.integers(1 << 31))) for pick in picks]
    x, y, apart = [], [], []
    with ProcessPoolExecutor(2) as pool:
        for at, rows in enumerate(pool.map(row_of, jobs, chunksize=32)):
            for features, label in rows:
                x.append(features)
                y.append(label)
                apart.append(picks[at] % 10 == 0 if picks[at] >= 0 else at % 60 == 0)
    x, y, apart = torch.tensor(np.array(x), dtype=torch.float32), torch.tensor(y), torch.tensor(apart)
    torch.manual_seed(1)
    torch.set_num_threads(1)
    net = nn.Sequential(nn.Linear(x.shape[1], HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, NO_BEATS + 1))
    optimiser = torch.optim.AdamW(net.parameters(), 4e-3, weight_decay=3e-2)
    train = torch.nonzero(~apart)[:, 0]
    epochs = 40
    for epoch in range(epochs):
        for group in optimiser.param_groups:
            group['lr'] = 4e-3 * (1 - epoch / epochs) + 1e-5
        for at in train[torch.randperm(len(train))].split(128):
            loss = nn.functional.cross_entropy(net(x[at]), y[at])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        said, truth = net(x[apart]), y[apart]
        beats = truth != NO_BEATS
        print(len(y), 'grids; apart: loss', nn.functional.cross_entropy(said, truth).item(),
              'right', (said.argmax(1) == truth).float().mean().item(),
              'metre of right beats', (said[beats][:, :NO_BEATS].argmax(1) == truth[beats]).float().mean().item())
    numbers = np.concatenate([value.numpy().ravel() for value in net.state_dict().values()]).astype(np.float32)
    data = base64.b64encode(numbers.tobytes()).decode()
    lines = '\n'.join(f"  '{data[i : i + 480]}'," for i in range(0, len(data), 480))
    with open(out, 'w') as file:
        file.write('// Written by scripts/training/beats/grids.py.\n\n'
                   '/** Weights of the judge of grids in the order it reads them: 32-bit floats in base64. */\n'
                   f"export const GRID_WEIGHTS = [\n{lines}\n].join('');\n")


if __name__ == '__main__':
    main()
