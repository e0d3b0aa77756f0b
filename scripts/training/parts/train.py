"""Trains the nets that tell families of instruments apart and writes the weights that ship:

    python train.py FEATURES SRC [STEPS]

FEATURES holds what features.ts made; SRC is src/engines/on-device/parts.
"""
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).parents[1]))
from dense_net import DenseNet, write

SEED, CLIPS, RATE, DECAY = 1, 8, 3e-3, 0.05
NOISE, FORGET = 0.4, 0.25
FAMILIES, HEAD = 6, 10
NEAR_SEMITONES, NEAR_SEC, FADE_SEMITONES = 7, 14, 4
DOUBT, TRUST_IN_RULE, BASS = 0.02, 0.5, 0
CARD = "the families' nets: see the model card beside `scripts/training/parts/train.py`."


class Clip:
    """The found notes of a clip: whose they are, which part the rule gave them to, and their features."""

    def __init__(self, rows):
        self.truth, self.part, self.expected = rows[:, :FAMILIES], rows[:, 8], rows[:, 9].astype(int)
        pitch, start = rows[:, 6], rows[:, 7]
        apart = np.abs(pitch[:, None] - pitch)
        near = (apart <= NEAR_SEMITONES) & (np.abs(start[:, None] - start) <= NEAR_SEC)
        weight = np.exp(-apart / FADE_SEMITONES) * near
        self.near = torch.from_numpy((weight / weight.sum(1, keepdims=True)).astype(np.float32))
        self.features = torch.from_numpy(rows[:, HEAD:])
        share = self.truth / np.maximum(1, self.truth.sum(1, keepdims=True))
        self.share = torch.from_numpy(share.astype(np.float32))


def load(folder, which):
    clips = []
    for path in sorted(folder.glob(f"*-{which}.f32")):
        data = np.fromfile(path, np.float32)
        rows = data[1:].reshape(-1, int(data[0]))
        if rows[:, :FAMILIES].any():
            clips.append(Clip(rows))
    return clips


class FamilyNet(nn.Module):
    """A net for each note; another for what it made of the note, of those near it and of all."""

    def __init__(self, features):
        super().__init__()
        width = 20
        self.note = DenseNet([features.shape[1], 64, width], features.mean(0).numpy(), features.std(0).numpy() + 1e-2)
        # Its inputs are sums that need no bounds.
        self.context = DenseNet([3 * width, 32, FAMILIES], np.zeros(3 * width), np.full(3 * width, 10.0))

    def forward(self, x, near, piece):
        x = self.note.normalise(x)
        if self.training:
            x = F.dropout(x + NOISE * torch.randn_like(x), FORGET) * (1 - FORGET)
        first, second = self.note.layers
        hidden = F.dropout(torch.relu(first(x)), 0.2, self.training)
        each = torch.relu(second(hidden))
        everything = torch.cat([each, near @ each, piece @ each], 1)
        hidden, out = self.context.layers
        x = F.dropout(self.context.normalise(everything), 0.3, self.training)
        return out(torch.relu(hidden(x)))


def fit(net, clips, steps):
    """The rate of learning falls as a cosine; rare families count for more, long clips for less per note."""
    rng = np.random.default_rng(SEED)
    truth = np.concatenate([clip.truth for clip in clips])
    weight = (truth[truth.any(1)].mean(0) + 0.02) ** -0.5
    weight = torch.from_numpy((weight / weight.mean()).astype(np.float32))
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    net.train()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * step / steps)))
        some = [clips[i] for i in rng.integers(0, len(clips), CLIPS)]
        sizes = [len(clip.share) for clip in some]
        piece = torch.block_diag(*[torch.full((n, n), 1 / n) for n in sizes])
        near = torch.block_diag(*[clip.near for clip in some])
        share = torch.cat([clip.share for clip in some])
        per_note = torch.cat([torch.full((n, 1), n**-0.5) for n in sizes])
        out = F.log_softmax(net(torch.cat([clip.features for clip in some]), near, piece), 1)
        loss = -(out * share * weight * per_note).sum() / (per_note * share.sum(1, keepdim=True)).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 200 == 0:
            print(step, f"loss {loss.item():.3f}", flush=True)
    net.eval()


def named(net, clip, trust=TRUST_IN_RULE):
    """The family that the part of each note is said to be, as name-families.ts does it."""
    n = len(clip.share)
    with torch.no_grad():
        out = F.softmax(net(clip.features, clip.near, torch.full((n, n), 1 / n)), 1).numpy()
    odds, families = np.log(out + DOUBT), np.zeros(n, int)
    for part in np.unique(clip.part):
        notes = clip.part == part
        expected = clip.expected[notes][0]
        mean = odds[notes].mean(0)
        mean[expected] += trust
        if expected != BASS and (clip.expected == BASS).any():
            mean[BASS] = -np.inf
        families[notes] = mean.argmax()
    return families


def report(net, clips, name):
    rows = {"rule": [c.expected for c in clips], "net": [named(net, c) for c in clips], "net, no trust": [named(net, c, 0) for c in clips]}
    for label, answers in rows.items():
        right = [c.truth[np.arange(len(a)), a][c.truth.any(1)].mean() for c, a in zip(clips, answers)]
        told = sum(c.truth.T @ np.eye(FAMILIES)[a] for c, a in zip(clips, answers))
        recall = np.diag(told) / np.maximum(1, told.sum(1))
        print(f"{name:24} {label:14} {100 * np.mean(right):.1f} % of the notes, by family found", np.round(100 * recall).astype(int))


def main(folder, src, steps):
    torch.manual_seed(SEED)
    # On a shared computer two threads wait for each other more than they work.
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    clips = load(folder, "training")
    net = FamilyNet(torch.cat([clip.features for clip in clips]))
    print(len(clips), "clips", flush=True)
    fit(net, clips, steps)
    write(net.note, src / "family-weights.ts", "FAMILY_WEIGHTS", f"What is made of a note by {CARD}")
    write(net.context, src / "context-weights.ts", "CONTEXT_WEIGHTS", f"What is made of notes together by {CARD}")
    for which in ("validation", "other-font"):
        if held_out := load(folder, which):
            report(net, held_out, which)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int((sys.argv[3:] or [1300])[0]))
