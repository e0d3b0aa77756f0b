"""Trains the beat net on, with new music, holding on to what it says of the music it knows (Li & Hoiem 2016).
What is written lies part of the way from the old weights to the new ones (Wortsman et al. 2022).

    python train_on.py weights.ts STEPS before.ts known.npz new.npz
"""
import base64
import re
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from train import BeatNet, targets_of, write

SIZE, NEW_SHARE, RATE, HOLD, PART_OF_WAY = 24, 0.25, 7e-4, 0.5, 0.6


def read_weights(path):
    """The net that train.py wrote, and the chances it wrote beside."""
    with open(path) as file:
        chances, weights = file.read().split('WEIGHTS =')
    chances = [float(each) for each in re.findall(r'\d\.\d+', chances)]
    data, at = base64.b64decode(''.join(re.findall(r"'([^']+)'", weights))), 0
    net = BeatNet(16)
    state = net.state_dict()
    for name, value in state.items():
        kind, scale = np.float32, 1.0
        if value.ndim > 1:
            scale, at, kind = np.frombuffer(data, np.float32, 1, at)[0], at + 4, np.int8
        numbers = np.frombuffer(data, kind, value.numel(), at)
        at += numbers.nbytes
        state[name] = torch.tensor(scale * numbers.astype(np.float32)).reshape(value.shape)
    net.load_state_dict(state)
    return net, chances


def read_set(path):
    """Rows of features, places, lengths of the beat, which attacks there are; and which rows to learn from."""
    data = np.load(path)
    labels = torch.tensor(data['labels']).long()
    rows = torch.tensor(data['x']), labels, torch.tensor(data['beats']), labels >= 0
    origin = data['origin']
    # Whole scores are kept apart, not excerpts of them; of bands every tenth.
    learned = np.where(origin >= 0, origin, np.arange(len(origin))) % 10 != 0
    return rows, np.flatnonzero(learned), torch.tensor(np.flatnonzero(~learned))


def says(net, rows):
    x, labels, beats, known = rows
    places, tempo, _ = net(x, known.float()[..., None])
    return F.log_softmax(places[known], -1), F.log_softmax(tempo[known], -1)


def losses(said, rows):
    """How unlikely what is so is by what the net says: of places, and of beats."""
    places, tempo = said
    _, labels, beats, known = rows
    return F.nll_loss(places, labels[known]), -(targets_of(beats[known]) * tempo).sum(-1).mean()


def main():
    out, steps, before, *paths = sys.argv[1:]
    torch.manual_seed(1)
    torch.set_num_threads(1)
    rng = np.random.default_rng(1)
    (net, chances), (teacher, _) = read_weights(before), read_weights(before)
    sets = [read_set(path) for path in paths]
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-2)
    for step in range(int(steps)):
        for group in optimiser.param_groups:
            group['lr'] = RATE * min(1, step / 50) * (0.5 + 0.5 * np.cos(np.pi * step / int(steps))) + 1e-5
        fresh = int(np.clip(rng.binomial(SIZE, NEW_SHARE), 1, SIZE - 1))
        picks = [rng.choice(learned, count, replace=False) for (_, learned, _), count in zip(sets, (SIZE - fresh, fresh))]
        known = [value[picks[0]] for value in sets[0][0]]
        rows = [torch.cat([a, b[picks[1]]]) for a, b in zip(known, sets[1][0])]
        said = says(net, rows)
        with torch.no_grad():
            taught = says(teacher, known)
        held = sum(F.kl_div(now[: len(then)], then, reduction='batchmean', log_target=True) for now, then in zip(said, taught))
        loss = sum(losses(said, rows)) + HOLD * held
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        if (step + 1) % 500 == 0:
            with torch.no_grad():
                apart = [losses(says(net, each), each) for each in ([value[at] for value in rows] for rows, _, at in sets)]
            print(step + 1, ' '.join(f'{value:.3f}' for pair in apart for value in pair), flush=True)
    old = teacher.state_dict()
    net.load_state_dict({name: value.lerp(old[name], 1 - PART_OF_WAY) for name, value in net.state_dict().items()})
    # Chances stay those of the music known: the net hears which kind of music it is, and says what is usual there.
    write(net, chances, out)
    torch.save(net.state_dict(), out + '.pt')


if __name__ == '__main__':
    main()
