"""Trains the value net: where does a note end, counted in the moments of its staff?

    python train.py train.bin apart.bin value-weights.ts
"""
import base64
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

FEATURES, HIDDEN, ENDS = 105, (64, 32), 7
EPOCHS, BATCH, NOISE = 12, 1024, 0.15
# Piano pieces hold fewer notes over others than songs and quartets do: so many nats less.
HELD_OVER, RARER = slice(2, ENDS), 0.9
LINE = 576


def read(path):
    rows = np.fromfile(path, '<f4').reshape(-1, FEATURES + 1)
    return torch.from_numpy(rows[:, :FEATURES].copy()), torch.from_numpy(rows[:, FEATURES].astype(np.int64))


def main(train, apart, target):
    torch.manual_seed(1)
    torch.set_num_threads(1)
    (x, y), (tested, truth) = read(train), read(apart)
    mean, deviation = x.mean(0), x.std(0) + 1e-3
    x, tested = (x - mean) / deviation, (tested - mean) / deviation
    layers = [nn.Linear(FEATURES, HIDDEN[0]), nn.Linear(*HIDDEN), nn.Linear(HIDDEN[1], ENDS)]
    net = nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])
    optimiser = torch.optim.AdamW(net.parameters(), 1e-3, weight_decay=1e-2)
    steps = EPOCHS * (len(x) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    loss = nn.CrossEntropyLoss()
    for epoch in range(EPOCHS):
        for rows in torch.randperm(len(x)).split(BATCH):
            wrong = loss(net(x[rows] + NOISE * torch.randn(len(rows), FEATURES)), y[rows])
            optimiser.zero_grad()
            wrong.backward()
            optimiser.step()
            schedule.step()
        with torch.no_grad():
            said = net(tested)
            print(epoch, f'{loss(said, truth):.4f} nats, {(said.argmax(1) == truth).float().mean():.3f} right', flush=True)
    with torch.no_grad():
        # The net reads features as they are: what brings them to mean 0 and deviation 1 is in its first layer.
        layers[0].bias -= (layers[0].weight * (mean / deviation)).sum(1)
        layers[0].weight /= deviation
        layers[2].bias[HELD_OVER] -= RARER
        numbers = [values.numpy().astype('<f4').tobytes() for layer in layers for values in (layer.weight, layer.bias)]
    text = base64.b64encode(b''.join(numbers)).decode()
    lines = ''.join(f"  '{text[at:at + LINE]}',\n" for at in range(0, len(text), LINE))
    Path(target).write_text(
        '// Written by scripts/training/values/train.py.\n\n'
        '/** Weights of the value net in the order it reads them: 32-bit floats in base64. */\n'
        f"export const VALUE_WEIGHTS = [\n{lines}].join('');\n"
    )


if __name__ == '__main__':
    main(*sys.argv[1:])
