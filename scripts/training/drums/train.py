"""Trains the drum net and writes the weights that ship: python train.py DATA,... VALIDATION WEIGHTS.ts MINUTES [BEFORE.ts [SEED]]

DATA and VALIDATION hold what `make_data.py` and `features.mjs` made. With BEFORE.ts, it goes on from those weights.
"""
import base64
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

BANDS, HIDDEN, FRAME_SEC = 48, 96, 256 / 22050
# The last one is any of the four cymbals: which one it is, is harder to tell than that it is one.
CLASSES = ("kick", "snare", "closedHat", "openHat", "ride", "crash", "tom", "cymbal")
CYMBALS, CYMBAL = range(2, 6), 7
CLASS_OF = {35: 0, 36: 0, 37: 1, 38: 1, 39: 1, 40: 1, 42: 2, 44: 2, 46: 3, 51: 4, 53: 4, 59: 4,
            49: 5, 52: 5, 55: 5, 57: 5, 41: 6, 43: 6, 45: 6, 47: 6, 48: 6, 50: 6}
# Kernel width and dilation of each layer; the last one is a point.
LAYERS = ((5, 1), (3, 2), (3, 4), (3, 8), (3, 1), (3, 4), (3, 12), (1, 1))
CLIP_FRAMES, BATCH, WARM_UP_STEPS = 300, 12, 300
RATE, RATE_GOING_ON = 2.5e-3, 1.2e-3
# Weights that ship are a running mean over about a thousand steps (Polyak & Juditsky 1992).
MEMORY = 0.999


class DrumNet(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [BANDS, *[HIDDEN] * (len(LAYERS) - 1), len(CLASSES)]
        self.layers = nn.ModuleList(
            nn.Conv1d(sizes[i], sizes[i + 1], k, dilation=d, padding=d * (k // 2)) for i, (k, d) in enumerate(LAYERS)
        )
        # Hits are rare: begin by expecting none.
        nn.init.constant_(self.layers[-1].bias, -3.0)

    def forward(self, x):
        x = F.relu(self.layers[0](x))
        for layer in self.layers[1:-1]:
            x = x + F.relu(layer(x))
        return self.layers[-1](x)


def normalise(levels):
    """As `normaliseLevels` in drum-net.ts: dB below the loud frames, in steps of 20, silence is 0."""
    loudest = levels.max(axis=1)
    reference = np.sort(loudest)[int(len(loudest) * 0.95)]
    return np.clip((levels - reference) / 20 + 4, 0, 5.5).astype(np.float32)


def load(folder):
    pieces = []
    for path in sorted(folder.glob("*.f32")):
        levels = np.fromfile(path, np.float32).reshape(-1, BANDS)
        target = np.zeros((len(levels), len(CLASSES)), np.float32)
        for start, pitch, velocity in json.loads(path.with_suffix(".json").read_text()):
            at = round(start / FRAME_SEC)
            if velocity < 20 or pitch not in CLASS_OF or not 1 <= at < len(levels) - 1:
                continue
            for each in {CLASS_OF[pitch], CYMBAL if CLASS_OF[pitch] in CYMBALS else CLASS_OF[pitch]}:
                column = target[:, each]
                column[at] = 1
                column[at - 1], column[at + 1] = max(column[at - 1], 0.4), max(column[at + 1], 0.4)
        pieces.append((normalise(levels).T.copy(), target.T.copy()))
    return pieces


def excerpt(pieces, rng):
    x, y = pieces[rng.integers(len(pieces))]
    at = rng.integers(0, x.shape[1] - CLIP_FRAMES)
    return x[:, at : at + CLIP_FRAMES], y[:, at : at + CLIP_FRAMES]


def batch(pieces, drumless, rng):
    xs, ys = [], []
    for _ in range(BATCH):
        x, y = excerpt(pieces, rng)
        if rng.random() < 0.3:
            # More music over it: powers add up.
            other = excerpt(drumless, rng)[0] + rng.uniform(-1, 0.15)
            x = np.log10(100**x + 100 ** np.maximum(other, 0) - 1) / 2
        # Another tone, another level, another noise floor.
        tilt = np.interp(np.arange(BANDS), np.linspace(0, BANDS, 6), rng.normal(0, 0.25, 6))[:, None]
        x = np.maximum(x + tilt * (x > 0) + rng.normal(0, 0.2), rng.uniform(-1, 1.2) * (rng.random() < 0.5))
        xs.append(np.clip(x, 0, 6))
        ys.append(y)
    return torch.from_numpy(np.stack(xs).astype(np.float32)), torch.from_numpy(np.stack(ys))


def quantise(net):
    """Eight bits per weight with one scale per output; rounds the net to them."""
    chunks = []
    with torch.no_grad():
        for layer in net.layers:
            scale = layer.weight.abs().amax(dim=(1, 2), keepdim=True).clamp(min=1e-8) / 127
            rounded = torch.round(layer.weight / scale)
            layer.weight.copy_(rounded * scale)
            # Order: tap, input, output.
            chunks.append(rounded.permute(2, 1, 0).contiguous().numpy().astype(np.int8).tobytes())
            chunks.append(scale.flatten().numpy().astype("<f4").tobytes())
            chunks.append(layer.bias.numpy().astype("<f4").tobytes())
    return b"".join(chunks)


def write(net, path):
    """Writes what ships as a TypeScript constant, and rounds the net to it."""
    text = base64.b64encode(quantise(net)).decode()
    path.write_text(
        "/** The drum net's weights, made by `scripts/training/drums/train.py`: see the model card there. */\n"
        f"export const DRUM_WEIGHTS =\n  '{text}';\n"
    )


def read_net(path):
    """The net that `quantise` wrote, as it ships."""
    data, at, net = base64.b64decode(path.read_text().split("'")[-2]), 0, DrumNet()
    with torch.no_grad():
        for layer in net.layers:
            outputs, inputs, taps = layer.weight.shape
            count = outputs * inputs * taps
            rounded = np.frombuffer(data, np.int8, count, at).reshape(taps, inputs, outputs).astype(np.float32)
            scale, bias = np.frombuffer(data, "<f4", 2 * outputs, at + count).reshape(2, outputs)
            layer.weight.copy_(torch.from_numpy((rounded * scale).transpose(2, 1, 0).copy()))
            layer.bias.copy_(torch.from_numpy(bias.copy()))
            at += count + 8 * outputs
    return net


def peaks(activation, threshold):
    middle = activation[1:-1]
    return np.flatnonzero((middle > threshold) & (middle >= activation[:-2]) & (middle > activation[2:])) + 1


def f_measure(net, pieces):
    """Per class, over all validation pieces, hits within 50 ms: the best threshold and its F1 (%)."""
    with torch.no_grad():
        outputs = [torch.sigmoid(net(torch.from_numpy(x)[None]))[0].numpy() for x, _ in pieces]
    report = {}
    for c, name in enumerate(CLASSES):
        best = (0.0, 0.5)
        for threshold in np.arange(0.2, 0.85, 0.05):
            hits = found = wanted = 0
            for output, (_, y) in zip(outputs, pieces):
                estimate, truth = list(peaks(output[c], threshold)), list(np.flatnonzero(y[c] == 1))
                found, wanted = found + len(estimate), wanted + len(truth)
                for frame in truth:
                    near = [e for e in estimate if abs(e - frame) <= 4]
                    if near:
                        estimate.remove(min(near, key=lambda e: abs(e - frame)))
                        hits += 1
            best = max(best, (200 * hits / max(1, found + wanted), round(float(threshold), 2)))
        report[name] = best
    return report


def main(data, held_out, out, minutes, before=None, seed=1):
    torch.manual_seed(seed)
    # On a shared computer two threads wait for each other more than they work.
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    rng = np.random.default_rng(seed)
    training, validation = [each for folder in data for each in load(folder)], load(held_out)
    drumless = [each for each in training if not each[1].any()]
    net, mean_net = read_net(before) if before else DrumNet(), DrumNet()
    rate = RATE_GOING_ON if before else RATE
    mean_net.load_state_dict(net.state_dict())
    print(len(training), "mixes,", sum(p.numel() for p in net.parameters()), "weights", flush=True)
    start, step, losses = time.time(), 0, []
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=1e-3)
    while (passed := (time.time() - start) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            warm = min(1, (step + 1) / WARM_UP_STEPS)
            group["lr"] = rate * warm * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * passed)))
        x, y = batch(training, drumless, rng)
        loss = F.binary_cross_entropy_with_logits(net(x), y, weight=1 + y)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step += 1
        losses.append(loss.item())
        with torch.no_grad():
            for slow, fast in zip(mean_net.parameters(), net.parameters()):
                slow.lerp_(fast, max(1 - MEMORY, 1 / (step + 1)))
        if step % 500 == 0:
            print(step, f"{passed:.2f} loss {np.mean(losses[-500:]):.4f}", flush=True)
        if step % 4000 == 0:
            print(json.dumps(f_measure(mean_net, validation[::3])), flush=True)
    write(mean_net, out)
    print(json.dumps(f_measure(mean_net, validation), indent=1))


if __name__ == "__main__":
    folders, held_out, out, minutes, *others = sys.argv[1:]
    main([Path(each) for each in folders.split(",")], Path(held_out), Path(out), float(minutes),
         *[read(each) for read, each in zip((Path, int), others)])
