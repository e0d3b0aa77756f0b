"""Trains the note net and the end net and writes the weights that ship: python train.py CACHE SRC MINUTES

CACHE holds what make-clips.ts, listen.ts and features.ts made; SRC is src/engines/on-device/notes.
"""
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parents[1]))
from dense_net import DenseNet, write

SEED, BATCH, RATE = 1, 2048, 2e-3
CARD = "see the model card beside `scripts/training/notes/train.py`."


def load(folder, kind, which):
    """All rows of a kind, and how many notes there are to be found in their clips."""
    rows, notes = [], 0
    for path in sorted(folder.glob(f"*-{which}.{kind}")):
        data = np.fromfile(path, np.float32)
        width = int(data[0])
        if width:
            rows.append(data[2:].reshape(-1, width).astype(np.float16))
            notes += int(data[1])
    return np.concatenate(rows), notes


def fit(net, rows, targets, minutes, loss_of, noise):
    """Stops by the clock; the rate of learning falls as a cosine."""
    rng = np.random.default_rng(SEED)
    features = torch.from_numpy(rows[:, targets:])
    truth = torch.from_numpy(rows[:, :targets].astype(np.float32))
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-3)
    start, step = time.time(), 0
    while (passed := (time.time() - start) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * passed)))
        some = torch.from_numpy(rng.integers(0, len(features), BATCH))
        loss = loss_of(net(features[some], noise), truth[some])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        if step % 500 == 0:
            print(step, f"{passed:.2f} loss {loss.item():.4f}", flush=True)


def note_loss(out, truth):
    is_note, shift = truth[:, 0], truth[:, 1]
    late = (is_note * (out[:, 1] - shift).abs()).sum() / (is_note.sum() + 1)
    return F.binary_cross_entropy_with_logits(out[:, 0], is_note) + 0.3 * late


def end_loss(out, truth):
    return F.binary_cross_entropy_with_logits(out[:, 0], truth[:, 0])


def outputs(net, rows, targets):
    with torch.no_grad():
        parts = [net(torch.from_numpy(rows[i : i + 50_000, targets:])) for i in range(0, len(rows), 50_000)]
    return torch.cat(parts)[:, 0].numpy()


def net_for(rows, targets, hidden, outs):
    features = rows[:, targets:].astype(np.float32)
    return DenseNet([features.shape[1], *hidden, outs], features.mean(0), features.std(0) + 1e-3)


def main(cache, src, minutes):
    torch.manual_seed(SEED)
    # On a shared computer two threads wait for each other more than they work.
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    folder = cache / "features"
    rows, _ = load(folder, "notes", "training")
    net = net_for(rows, 2, (64, 32), 2)
    print(len(rows), "candidates", flush=True)
    fit(net, rows, 2, minutes * 0.75, note_loss, 0.05)
    write(net, src / "note-weights.ts", "NOTE_WEIGHTS", f"The note net: {CARD}")
    rows, notes = load(folder, "notes", "validation")
    likely = 1 / (1 + np.exp(-outputs(net, rows, 2)))
    for threshold in np.arange(0.2, 0.6, 0.04):
        found = likely > threshold
        print(f"threshold {threshold:.2f}: F1 {200 * rows[found, 0].sum() / (found.sum() + notes):.1f}")
    rows, _ = load(folder, "ends", "training")
    net = net_for(rows, 1, (32, 16), 1)
    fit(net, rows, 1, minutes * 0.25, end_loss, 0.03)
    write(net, src / "end-weights.ts", "END_WEIGHTS", f"The end net: {CARD}")
    rows, _ = load(folder, "ends", "validation")
    print(f"frames right: {100 * ((outputs(net, rows, 1) > 0) == (rows[:, 0] > 0.5)).mean():.1f} %")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
