"""Trains the note judge and writes its weights: python train_judge.py FOLDER SRC FONT

FOLDER holds what judge-features.ts made; pieces in the sound font whose file name begins with FONT, and clips kept for
validation, are only marked. SRC is src/engines/on-device/notes.
"""
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parents[1]))
from dense_net import DenseNet, write

KINDS = ("simple", "alone", "band", "clip")
SEED, STEPS, BATCH, RATE, DECAY, NOISE, HIDDEN = 1, 4000, 1024, 3e-3, 0.1, 0.2, (32, 16)


def load(paths):
    """Per piece, its rows and how many notes there are to be found."""
    pieces = []
    for path in paths:
        data = np.fromfile(path, np.float32)
        pieces.append((data[2:].reshape(-1, int(data[0])), int(data[1])))
    return pieces


def fit(pieces):
    """A recording with four times the candidates counts twice as much."""
    rows = np.concatenate([rows for rows, _ in pieces])
    shares = np.cumsum(np.concatenate([np.full(len(rows), len(rows) ** -0.5) for rows, _ in pieces]))
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    truth, features = torch.from_numpy(rows[:, 0].copy()), torch.from_numpy(rows[:, 1:].copy())
    net = DenseNet([features.shape[1], *HIDDEN, 1], rows[:, 1:].mean(0), rows[:, 1:].std(0) + 1e-3)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    for step in range(STEPS):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * step / STEPS)))
        some = np.searchsorted(shares, shares[-1] * rng.random(BATCH)).clip(max=len(rows) - 1)
        some = torch.from_numpy(some)
        loss = F.binary_cross_entropy_with_logits(net(features[some], NOISE)[:, 0], truth[some])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return net


def f_measure(pieces, likely, threshold):
    """Mean over pieces, in per cent, before ends are looked for."""
    marks = []
    for (rows, notes), p in zip(pieces, likely):
        found = p >= threshold
        marks.append(200 * rows[found, 0].sum() / (found.sum() + notes))
    return f"{np.mean(marks):.1f}"


def main(folder, src, font):
    torch.set_num_threads(1)
    paths = sorted(folder.glob("*.rows"))
    apart = [path for path in paths if path.name.startswith(font) or "validation" in path.name]
    learned = load(path for path in paths if path not in apart)
    print(len(learned), "pieces,", sum(len(rows) for rows, _ in learned), "candidates", flush=True)
    net = fit(learned)
    write(net, src / "judge-weights.ts", "JUDGE_WEIGHTS", "The note judge: see the model card in `scripts/training/notes`.")
    kinds = [next(kind for kind in KINDS if kind in path.name) for path in apart]
    for which in sorted(set(kinds)):
        pieces = load(path for path, kind in zip(apart, kinds) if kind == which)
        with torch.no_grad():
            judged = [torch.sigmoid(net(torch.from_numpy(rows[:, 1:].copy())))[:, 0].numpy() for rows, _ in pieces]
        alone = [1 / (1 + np.exp(-rows[:, 1])) for rows, _ in pieces]
        for threshold in np.arange(0.3, 0.6, 0.05):
            both = f_measure(pieces, alone, threshold), f_measure(pieces, judged, threshold)
            print(f"{which}, threshold {threshold:.2f}: F1 {both[0]} without the judge, {both[1]} with it", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
