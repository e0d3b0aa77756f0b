"""Trains the beat net on what make_data.py made and writes it as TypeScript.

    python train.py weights.ts MINUTES data.npz... [before.pt]
"""
import base64
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

CHANNELS, DILATIONS, PLACES, METRES = 32, (1, 2, 4, 8, 16, 32, 64, 1), 10, 12
SHORTEST_BEAT_SEC, BEAT_STEP, BEATS = 0.15, 0.1, 31


class Taps(nn.Module):
    """A dilated convolution over rows (batch, attack, channel), as one matrix product."""

    def __init__(self, inputs, outputs, taps, dilation=1):
        super().__init__()
        self.dilation, self.taps = dilation, taps
        self.weight = nn.Parameter(torch.randn(outputs, inputs, taps) / (inputs * taps) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x):
        if self.taps == 3:
            d = self.dilation
            x = torch.cat([F.pad(x, (0, 0, d, 0))[:, :-d], x, F.pad(x, (0, 0, 0, d))[:, d:]], 2)
        return torch.addmm(self.bias, x.flatten(0, 1), self.weight.permute(2, 1, 0).flatten(0, 1)).view(*x.shape[:2], -1)


class BeatNet(nn.Module):
    """Dilated convolutions over attacks; what each attack is, how long its beat, and the metre of all."""

    def __init__(self, features):
        super().__init__()
        self.first = Taps(features, CHANNELS, 3)
        self.wide = nn.ModuleList(Taps(CHANNELS, CHANNELS, 3, d) for d in DILATIONS)
        self.mix = nn.ModuleList(Taps(CHANNELS, CHANNELS, 1) for _ in DILATIONS)
        self.heads = Taps(CHANNELS, PLACES + BEATS + METRES, 1)

    def forward(self, x, mask):
        h = F.relu(self.first(x)) * mask
        for wide, mix in zip(self.wide, self.mix):
            h = (h + mix(F.relu(wide(h)))) * mask
        places, beats, metres = self.heads(h).split([PLACES, BEATS, METRES], 2)
        return places, beats, (metres * mask).sum(1) / mask.sum(1)


def targets_of(beats):
    """Soft bins: a beat between two is a little of both."""
    at = torch.log(beats / SHORTEST_BEAT_SEC) / BEAT_STEP
    bins = torch.arange(BEATS)
    soft = torch.exp(-((bins - at.clamp(0, BEATS - 1)[..., None]) ** 2) / 2)
    return soft / soft.sum(-1, keepdim=True)


def losses(net, batch):
    x, labels, beats, metres, mask = batch
    places, tempo, metre = net(x, mask)
    known = mask[..., 0] > 0
    place_loss = F.cross_entropy(places[known], labels[known])
    target = targets_of(beats[known])
    tempo_loss = -(target * F.log_softmax(tempo[known], -1)).sum(-1).mean()
    metre_loss = F.cross_entropy(metre, metres)
    hits = (places.argmax(2)[known] == labels[known]).float().mean()
    right = (metre.argmax(1) == metres).float().mean()
    return place_loss, tempo_loss, metre_loss, hits, right


def main():
    out, minutes, *paths = sys.argv[1:]
    torch.manual_seed(1)
    torch.set_num_threads(1)
    sets = [np.load(path) for path in paths if path.endswith('.npz')]
    join = lambda name: np.concatenate([data[name] for data in sets])
    x = torch.tensor(join('x'))
    labels = torch.tensor(join('labels')).long()
    beats = torch.tensor(join('beats'))
    metres = torch.tensor(join('metres')).long()
    mask = (labels >= 0).float()[..., None]
    origin = join('origin')
    order = np.arange(len(origin))
    # Whole scores are kept apart, not excerpts of them; of bands every tenth.
    apart = np.where(origin >= 0, origin % 10 == 0, order % 10 == 0)
    train, valid = torch.tensor(order[~apart]), torch.tensor(order[apart])
    net = BeatNet(x.shape[2])
    for path in paths:
        if path.endswith('.pt'):
            net.load_state_dict(torch.load(path))
    pick = lambda at: (x[at], labels[at], beats[at], metres[at], mask[at])
    rate, size = 4e-3, 24
    optimiser = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-2)
    start, step, report = time.time(), 0, 0
    span = 60 * float(minutes)
    while time.time() - start < span:
        shuffled = train[torch.randperm(len(train))]
        for at in shuffled.split(size):
            done = (time.time() - start) / span
            if done >= 1:
                break
            for group in optimiser.param_groups:
                group['lr'] = rate * min(1, step / 100) * (0.5 + 0.5 * np.cos(np.pi * done)) + 1e-5
            place, tempo, metre, *_ = losses(net, pick(at))
            optimiser.zero_grad()
            (place + tempo + 0.5 * metre).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            step += 1
            if time.time() - report > 45:
                report = time.time()
                with torch.no_grad():
                    got = torch.stack([torch.stack(losses(net, pick(b))) for b in valid[:480].split(48)]).mean(0)
                print(f'{time.time() - start:.0f}s step {step}', ' '.join(f'{v:.3f}' for v in got.tolist()), flush=True)
    chances = np.bincount(labels[labels >= 0].numpy(), minlength=PLACES) / int((labels >= 0).sum())
    write(net, chances, out)
    torch.save(net.state_dict(), out + '.pt')


def write(net, chances, out):
    """Weights in 8 bits, one scale a matrix; biases and chances in 32."""
    blobs = []
    for name, value in net.state_dict().items():
        array = value.detach().numpy()
        if array.ndim > 1:
            scale = np.abs(array).max() / 127
            blobs.append((np.float32(scale).tobytes(), np.round(array / scale).astype(np.int8).tobytes()))
        else:
            blobs.append((b'', array.astype(np.float32).tobytes()))
    data = base64.b64encode(b''.join(scale + blob for scale, blob in blobs)).decode()
    lines = '\n'.join(f"  '{data[i : i + 480]}'," for i in range(0, len(data), 480))
    with open(out, 'w') as file:
        file.write(
            '// Written by scripts/training/beats/train.py.\n\n'
            '/** How often attacks stand in each kind of place. */\n'
            f"export const PLACE_CHANCES = [{', '.join(f'{c:.5f}' for c in chances)}] as const;\n\n"
            '/** Weights of the beat net in the order it reads them, in base64. */\n'
            f'export const WEIGHTS = [\n{lines}\n].join(\'\');\n'
        )


if __name__ == '__main__':
    main()
