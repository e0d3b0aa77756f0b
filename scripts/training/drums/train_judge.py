"""Trains the net that judges strokes by the rhythm they are in: python train_judge.py DATA,... VALIDATION,... SRC MINUTES

DATA and VALIDATION are folders of what `make_data.py` and `features.mjs` made; SRC is src/engines/on-device/drums, where the
drum net's weights are and the judge's are written to.
"""
import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

import train
from train import BANDS, CYMBAL, FRAME_SEC

sys.path.insert(0, str(Path(__file__).parents[1]))
from dense_net import DenseNet, write

# As in src/engines/on-device/drums/rhythm.ts.
COLUMNS = [0, 1, 6, CYMBAL]
FAINTEST, REST, STEP, MARGIN, LAGS, FIRST_LAG, LAST_LAG, LAG_WIDTH, FIRMEST = 0.1, 4, 700, 350, 4, 20, 300, 6, 8
BATCH, RATE, NOISE, SEED = 1024, 2e-3, 0.1, 1


def logit(p):
    return np.log((p + 0.005) / (1.005 - p))


def widened(x, reach):
    padded = np.pad(x, ((reach, reach), (0, 0)))
    return np.max([padded[i : i + len(x)] for i in range(2 * reach + 1)], axis=0)


def peaks(column):
    found = []
    for at in train.peaks(column, FAINTEST):
        if found and at - found[-1] < REST:
            if column[at] > column[found[-1]]:
                found[-1] = at
        else:
            found.append(at)
    return np.array(found, int)


def lags_of(beats):
    """How far the rhythm repeats itself, in frames, and how exactly: the highest peaks of its autocorrelation."""
    e, n = beats - beats.mean(), len(beats)
    all_of_it = np.fft.irfft(np.abs(np.fft.rfft(e, 2 * n)) ** 2)[:n]
    strength = (all_of_it / (all_of_it[0] + 1e-9))[FIRST_LAG : min(n // 2, LAST_LAG)].copy()
    lags = []
    while len(lags) < LAGS and len(strength) and strength.max() > -1:
        at = int(strength.argmax())
        lags.append((at + FIRST_LAG, strength[at]))
        strength[max(0, at - LAG_WIDTH) : at + LAG_WIDTH + 1] = -1
    return lags


def candidates(activations):
    """Which drum, which frame, and the features of every stroke there may be, as in rhythm.ts."""
    wide, wider = widened(activations, 2), widened(activations, 4)[:, COLUMNS]
    loud, rows = logit(wide), []
    beats = np.minimum(2, wide[:, COLUMNS].sum(axis=1))
    of = [peaks(activations[:, column]) for column in COLUMNS]
    anywhere = np.unique(np.concatenate(of))
    for start in range(0, len(activations), STEP):
        low, high = max(0, start - MARGIN), min(len(activations), start + STEP + MARGIN)
        inside = loud[anywhere[(anywhere >= low) & (anywhere < high)]][:, COLUMNS]
        if not len(inside):
            continue
        lags = lags_of(beats[low:high])
        firm = np.sort(inside, axis=0)[::-1][:FIRMEST].mean(axis=0)
        about = [*firm, *(inside > 0).mean(axis=0), lags[0][1] if lags else 0]
        for drum, frames in enumerate(of):
            for frame in frames[(frames >= start) & (frames < start + STEP)]:
                sums, weights = np.zeros(len(COLUMNS)), 1e-6
                for lag, strength in lags:
                    for other in (frame - 2 * lag, frame - lag, frame + lag, frame + 2 * lag):
                        if low <= other < high:
                            sums += max(strength, 0.05) * logit(wider[other])
                            weights += max(strength, 0.05)
                which = [float(i == drum) for i in range(len(COLUMNS))]
                own = logit(activations[frame, COLUMNS[drum]])
                rows.append([drum, frame, own, *loud[frame], *(sums / weights), *about, *which])
    return np.array(rows, np.float32).reshape(-1, 2 + 1 + activations.shape[1] + 3 * len(COLUMNS) + 1 + len(COLUMNS))


def pairs(truth, found):
    """For each true stroke, in time order, the stroke found within 50 ms."""
    i = j = 0
    matched = []
    while i < len(truth) and j < len(found):
        late = (found[j] - truth[i]) * FRAME_SEC
        if abs(late) <= 0.05:
            matched.append(j)
        i, j = i + (late >= -0.05), j + (late <= 0.05)
    return matched


def load(folder, net):
    pieces = []
    for path in sorted(folder.glob("*.f32")):
        levels = np.fromfile(path, np.float32).reshape(-1, BANDS)
        with torch.no_grad():
            rows = candidates(torch.sigmoid(net(torch.from_numpy(train.normalise(levels).T.copy())[None]))[0].numpy().T)
        truth = [[] for _ in COLUMNS]
        for start, pitch, _ in sorted(json.loads(path.with_suffix(".json").read_text())):
            kind = train.CLASS_OF.get(pitch)
            if kind is not None:
                own = truth[COLUMNS.index(CYMBAL if kind in train.CYMBALS else kind)]
                if not own or (start / FRAME_SEC - own[-1]) * FRAME_SEC >= 0.03:
                    own.append(start / FRAME_SEC)
        is_real = np.zeros(len(rows), np.float32)
        for drum, own in enumerate(truth):
            mine = np.flatnonzero(rows[:, 0] == drum)
            is_real[mine[pairs(own, rows[mine, 1])]] = 1
        pieces.append((rows, is_real, truth))
    return pieces


def f_measure(pieces, likely, drum, threshold):
    """F1 (%) over all strokes of the pieces in which a kit is played: a drum that is imagined counts, too."""
    hits = wanted = found = 0
    for (rows, _, truth), p in zip(pieces, likely):
        if any(truth):
            mine = rows[(rows[:, 0] == drum) & (p >= threshold), 1]
            hits += len(pairs(truth[drum], mine))
            wanted, found = wanted + len(truth[drum]), found + len(mine)
    return 200 * hits / max(1, wanted + found)


def main(data, held_out, src, minutes):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    net = train.read_net(src / "weights.ts")
    training = [piece for folder in data for piece in load(folder, net)]
    x = np.vstack([rows[:, 2:] for rows, _, _ in training])
    y = torch.from_numpy(np.concatenate([is_real for _, is_real, _ in training]))
    judge = DenseNet([x.shape[1], 48, 24, 1], x.mean(0), x.std(0) + 1e-3)
    features, rng = torch.from_numpy(x), np.random.default_rng(SEED)
    optimiser = torch.optim.AdamW(judge.parameters(), RATE, weight_decay=0.01)
    print(len(x), "candidates", flush=True)
    start = time.time()
    while (passed := (time.time() - start) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = RATE * (0.02 + 0.98 * (0.5 + 0.5 * np.cos(np.pi * passed)))
        some = torch.from_numpy(rng.integers(0, len(x), BATCH))
        loss = F.binary_cross_entropy_with_logits(judge(features[some], NOISE)[:, 0], y[some])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    card = "see the model card in `scripts/training/drums`."
    write(judge, src / "judge-weights.ts", "JUDGE_WEIGHTS", f"The stroke judge: {card}")
    for folder in held_out:
        pieces = load(folder, net)
        with torch.no_grad():
            likely = [torch.sigmoid(judge(torch.from_numpy(rows[:, 2:])))[:, 0].numpy() for rows, _, _ in pieces]
        for drum, name in enumerate(("kick", "snare", "tom", "cymbal")):
            marks = {f"{t:.2f}": round(f_measure(pieces, likely, drum, t), 1) for t in np.arange(0.2, 0.6, 0.05)}
            print(folder.name, name, marks, flush=True)


if __name__ == "__main__":
    data, held_out, src, minutes = sys.argv[1:5]
    data, held_out = ([Path(each) for each in folders.split(",")] for folders in (data, held_out))
    main(data, held_out, Path(src), float(minutes))
