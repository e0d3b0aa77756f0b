"""Trains the beat net on with more music, holding on to what it says of the music it knew (Li & Hoiem 2016).
What is written lies part of the way from the old weights to the new ones (Wortsman et al. 2022).

    python train_on.py weights.ts STEPS before.ts SHARE:data.npz...

The first set is of the music known; a batch has the share told of each. Sets named `all:SHARE:data.npz` are learned
whole: what is kept apart of them is elsewhere.
"""
import base64
import re
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from train import BeatNet, targets_of, write

SIZE, RATE, HOLD, PART_OF_WAY, REPORT_STEPS = 24, 7e-4, 0.5, 0.6, 500
NEAR_LENGTHS = 0.2  # A batch is of excerpts about as long: drawn from this part of all, in order of length.


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


class Excerpts:
    """Rows of features, places, lengths of the beat, which attacks there are; and which of them to learn from."""

    def __init__(self, told):
        is_whole = told.startswith('all:')
        share, self.path = told.removeprefix('all:').split(':', 1)
        self.share = float(share)
        data = np.load(self.path)
        labels = torch.tensor(data['labels']).long()
        self.rows = torch.tensor(data['x']), labels, torch.tensor(data['beats']), labels >= 0
        origin = data['origin']
        # Whole scores are kept apart, not excerpts of them; of bands every tenth.
        learned = is_whole | (np.where(origin >= 0, origin, np.arange(len(origin))) % 10 != 0)
        self.apart = np.flatnonzero(~learned)
        learned = np.flatnonzero(learned)
        self.learned = learned[np.argsort(data['lengths'][learned], kind='stable')]

    def draw(self, count, at, rng):
        first = int(at * (1 - NEAR_LENGTHS) * len(self.learned))
        near = self.learned[first : first + max(1, int(NEAR_LENGTHS * len(self.learned)))]
        return self.at(rng.choice(near, count))

    def at(self, picks):
        return [value[picks] for value in self.rows]


def says(net, rows):
    x, _, _, known = rows
    places, tempo, _ = net(x, known.float()[..., None])
    return F.log_softmax(places[known], -1), F.log_softmax(tempo[known], -1)


def losses(said, rows):
    """How unlikely what is so is by what the net says: of places, and of beats."""
    places, tempo = said
    _, labels, beats, known = rows
    return F.nll_loss(places, labels[known]), -(targets_of(beats[known]) * tempo).sum(-1).mean()


def report(net, sets):
    for each in sets:
        if len(each.apart):
            rows = each.at(each.apart[:300])
            with torch.no_grad():
                said = says(net, rows)
            right = (said[0].argmax(-1) == rows[1][rows[3]]).float().mean()
            yield f'{each.path}: {100 * right:.1f} % of places, ' + ' '.join(f'{loss:.3f}' for loss in losses(said, rows))


def main():
    out, steps, before, *told = sys.argv[1:]
    torch.manual_seed(1)
    torch.set_num_threads(1)
    rng = np.random.default_rng(1)
    (net, chances), (teacher, _) = read_weights(before), read_weights(before)
    sets = [Excerpts(each) for each in told]
    shares = np.array([each.share for each in sets])
    optimiser = torch.optim.AdamW(net.parameters(), RATE, weight_decay=1e-2)
    for step in range(int(steps)):
        for group in optimiser.param_groups:
            group['lr'] = RATE * min(1, step / 50) * (0.5 + 0.5 * np.cos(np.pi * step / int(steps))) + 1e-5
        counts = rng.multinomial(SIZE - 1, shares / shares.sum()) + (np.arange(len(sets)) == 0)
        length = rng.random()
        drawn = [each.draw(count, length, rng) for each, count in zip(sets, counts)]
        rows = [torch.cat(values) for values in zip(*drawn)]
        longest = int(rows[3].sum(1).max())
        rows = [value[:, :longest] for value in rows]
        said = says(net, rows)
        with torch.no_grad():
            taught = says(teacher, [value[: counts[0]] for value in rows])
        held = sum(F.kl_div(now[: len(then)], then, reduction='batchmean', log_target=True) for now, then in zip(said, taught))
        loss = sum(losses(said, rows)) + HOLD * held
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        if (step + 1) % REPORT_STEPS == 0:
            print(step + 1, '; '.join(report(net, sets)), flush=True)
    old = teacher.state_dict()
    net.load_state_dict({name: value.lerp(old[name], 1 - PART_OF_WAY) for name, value in net.state_dict().items()})
    # Chances stay those of the music known: the net hears which kind of music it is, and says what is usual there.
    write(net, chances, out)
    torch.save(net.state_dict(), out + '.pt')


if __name__ == '__main__':
    main()
