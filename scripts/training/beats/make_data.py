"""Performances as the net hears them: one row of features an attack, with what it should say of it.

    python make_data.py SCORES.pickle... PIECES BANDS SEED data.npz [--played curves.pickle]

With the curves of `read_aligned.py`, half of the free performances take their tempo from a person's.
`attacks` and their features are those of `src/score/beats/net-input.ts`; a test holds the two together.
"""
import argparse
import pickle
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from compose_band import compose
from features import features_of
from perform import ORNAMENT, perform

LONGEST = 384
SOLO_WEIGHT = 4
TIMES = [(2, 4), (3, 4), (4, 4), (2, 2), (3, 2), (6, 8), (9, 8), (12, 8), (3, 8), (4, 8), (6, 4), (5, 4)]


def row_of(job):
    score, seed, curves = job
    rng = np.random.default_rng(seed)
    heard = perform(compose(rng) if score is None else score, rng, curves=() if score is None else curves)
    return None if heard is None else learned(heard)


def learned(heard):
    """What `perform` gives -> features of its attacks, their places, their beats and the metre; None if it says too little."""
    if heard['time'] not in TIMES:
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


def save(rows, origins, out):
    """`rows` of `learned`, those that are None left out, with which score each is of."""
    kept = [(row, origin) for row, origin in zip(rows, origins) if row is not None]
    padded = lambda at, beyond: np.array([
        np.pad(row[at], ((0, LONGEST - len(row[1])),) + ((0, 0),) * (row[at].ndim - 1), constant_values=beyond) for row, _ in kept])
    lengths = [len(row[1]) for row, _ in kept]
    np.savez(out, x=padded(0, 0).astype(np.float32), labels=padded(1, -1).astype(np.int8), beats=padded(2, 1).astype(np.float32),
             metres=[row[3] for row, _ in kept], lengths=lengths, origin=[origin for _, origin in kept])
    print(len(kept), 'excerpts,', sum(lengths), 'attacks')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('sources', nargs='+')
    for name in ('pieces', 'bands', 'seed'):
        parser.add_argument(name, type=int)
    parser.add_argument('out')
    parser.add_argument('--played')
    told = parser.parse_args()
    scores = read_all(told.sources)
    curves = read_all([told.played]) if told.played else ()
    rng = np.random.default_rng(told.seed)
    times = [score['bars'][len(score['bars']) // 2][2] for score in scores]
    # Rare metres are heard more often than they are written, the few pieces for one player more often than songs.
    weights = np.array([(SOLO_WEIGHT if score.get('is_solo') else 1) / np.sqrt(times.count(time)) for score, time in zip(scores, times)])
    picks = rng.choice(len(scores), told.pieces, p=weights / weights.sum())
    jobs = [(scores[index], int(rng.integers(1 << 31)), curves) for index in picks]
    jobs += [(None, int(rng.integers(1 << 31)), ()) for _ in range(told.bands)]
    with ProcessPoolExecutor(2) as pool:
        save(pool.map(row_of, jobs, chunksize=32), [int(index) for index in picks] + [-1] * told.bands, told.out)


if __name__ == '__main__':
    main()
