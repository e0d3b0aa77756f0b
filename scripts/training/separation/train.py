"""Trains the separation net and writes the weights that ship: python train.py CACHE SRC MINUTES

CACHE holds what make-mixes.ts and features.ts made; SRC is src/engines/on-device/separation.
"""
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parents[1]))
from dense_net import DenseNet, write

SEED, BATCH, RATE, STEMS = 1, 4096, 2e-3, 3
HIDDEN = (48, 32)


def load(folder, which):
    rows = []
    for path in sorted(folder.glob(f"*-{which}.points")):
        data = np.fromfile(path, np.float32)
        part = data[1:].reshape(-1, int(data[0])).copy()
        # Loud points matter more, loud mixes do not.
        part[:, 0] /= np.sqrt((part[:, 0] ** 2).mean()) + 1e-9
        rows.append(part)
    return torch.from_numpy(np.concatenate(rows))


def loss_of(net, rows, noise):
    """How far masks are from the share of each stem, where it is loud; and that they are likely shares."""
    weight = rows[:, 0]
    shares = rows[:, 1 : 1 + STEMS]
    out = net(rows[:, 1 + STEMS :], noise)
    likely = -(shares * F.log_softmax(out, 1)).sum(1)
    wrong = ((out.softmax(1) - shares) ** 2).sum(1)
    soft = weight.clamp(max=8) ** 0.5
    return (soft * likely).mean() + 4 * (weight.clamp(max=8) * wrong).mean()


def main(cache, src, minutes):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    rows, held = load(cache / "separation", "training"), load(cache / "separation", "validation")
    features = rows[:, 1 + STEMS :].numpy()
    net = DenseNet([features.shape[1], *HIDDEN, STEMS], features.mean(0), features.std(0) + 1e-3)
    print(len(rows), "points", flush=True)
    rng = np.random.default_rng(SEED)
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-2)
    start, step = time.time(), 0
    while (passed := (time.time() - start) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * passed)))
        some = torch.from_numpy(rng.integers(0, len(rows), BATCH))
        loss = loss_of(net, rows[some], 0.1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        step += 1
        if step % 500 == 0:
            with torch.no_grad():
                print(step, f"{passed:.2f} loss {loss.item():.4f} held out {loss_of(net, held, 0).item():.4f}", flush=True)
    card = "The separation net: see the model card beside `scripts/training/separation/train.py`."
    write(net, src / "separation-weights.ts", "SEPARATION_WEIGHTS", card)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
