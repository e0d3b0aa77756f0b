"""Performances as the net hears them: one row of features an attack, with what it should say of it.

    python make_data.py SCORES.pickle... PIECES BANDS SEED data.npz

`attacks` and their features are those of `src/score/beats/net-input.ts`; a test holds the two together.
"""
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from compose_band import compose
from features import features_of
from perform import ORNAMENT, perform

LONGEST = 384
SOLO_WEIGHT = 4
TIMES = [(2, 4), (3, 4), (4, 4), (2, 2), (3, 2), (6, 8), (9, 8), (12, 8), (3, 8), (4, 8), (6, 4), (5, 4)]


def row_of(job):
    score, seed = job
    rng = np.random.default_rng(seed)
    heard = perform(compose(rng) if score is None else score, rng)
    if heard is None or heard['time'] not in TIMES:
        return None
    features, members = features_of(heard['notes'])
    truth = heard['truth']
    labels = np.array([place_of(truth[group, 0].astype(int)) for group in members])
    beats = np.array([np.median(truth[group, 1]) for group in members])
    if len(labels) < 16:
        return None
    return features[:LONGEST].astype(np.float32), labels[:LONGEST], beats[:LONGEST], TIMES.index(heard['time'])


def place_of(labels):
    """An attack stands where most of its notes do; ornaments among them do not move it."""
    plain = labels[labels != ORNAMENT]
    return np.bincount(plain).argmax() if len(plain) else ORNAMENT


def read_all(paths):
    """All scores of all files; their order says which are kept apart."""
    scores = []
    for path in paths:
        with open(path, 'rb') as file:
            scores += pickle.load(file)
    return scores


if __name__ == '__main__':
    *sources, pieces, bands, seed, out = sys.argv[1:]
    pieces, bands, seed = int(pieces), int(bands), int(seed)
    scores = read_all(sources)
    rng = np.random.default_rng(seed)
    times = [score['bars'][len(score['bars']) // 2][2] for score in scores]
    # Rare metres are heard more often than they are written, the few pieces for one player more often than songs.
    weights = np.array([(SOLO_WEIGHT if score.get('is_solo') else 1) / np.sqrt(times.count(time)) for score, time in zip(scores, times)])
    picks = rng.choice(len(scores), pieces, p=weights / weights.sum())
    jobs = [(scores[index], int(rng.integers(1 << 31))) for index in picks]
    origins = [int(index) for index in picks] + [-1] * bands
    jobs += [(None, int(rng.integers(1 << 31))) for _ in range(bands)]
    x, labels, beats, metres, lengths, origin = [], [], [], [], [], []
    with ProcessPoolExecutor(2) as pool:
        for row, source_index in zip(pool.map(row_of, jobs, chunksize=32), origins):
            if row is None:
                continue
            pad = LONGEST - len(row[1])
            x.append(np.pad(row[0], ((0, pad), (0, 0))))
            labels.append(np.pad(row[1], (0, pad), constant_values=-1))
            beats.append(np.pad(row[2], (0, pad), constant_values=1))
            metres.append(row[3])
            lengths.append(len(row[1]))
            origin.append(source_index)
    np.savez(out, x=np.array(x, np.float32), labels=np.array(labels, np.int8), beats=np.array(beats, np.float32), metres=metres, lengths=lengths, origin=origin)
    print(len(x), 'excerpts,', sum(lengths), 'attacks')
