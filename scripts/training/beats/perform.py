"""Plays scores as people do: a tempo that breathes, hands and chords not together, ornaments, a few wrong
notes. Gives what is heard (notes in seconds) and, for each note, where it stands in the score."""
import numpy as np


def beat_of(time):
    """Length in quarters of the beat of a time signature, and into how many it divides."""
    beats, kind = time
    if beats > 4 and beats % 3 == 0:
        return 12 / kind, 3
    return 4 / kind, 2


def excerpt_of(score, rng, most_notes=700):
    """A random run of 6 to 40 whole bars in one metre, as (notes, bars); None if there is none."""
    bars = score['bars']
    if len(bars) < 6:
        return None
    first = 0 if rng.random() < 0.3 else int(rng.integers(0, len(bars) - 4))
    count = int(rng.integers(6, 41))
    chosen = bars[first : first + count]
    time = chosen[min(1, len(chosen) - 1)][2]
    for index, bar in enumerate(chosen):
        if bar[2] != time or (index > 0 and abs(bar[1] - 4 * time[0] / time[1]) > 1e-3):
            chosen = chosen[:index]
            break
    if len(chosen) < 5:
        return None
    start, end = chosen[0][0], chosen[-1][0] + chosen[-1][1]
    notes = [note for note in score['notes'] if start - 1e-6 <= note[0] < end - 1e-6]
    parts = sorted({note[3] for note in notes})
    # Half of the songs without the singer, some quartets without a player.
    if len(parts) > 1 and not score.get('is_band') and not score.get('is_solo') and rng.random() < 0.5:
        gone = parts[0] if score['id'][0] in 'LP' else int(rng.choice(parts))
        notes = [note for note in notes if note[3] != gone]
    if not score.get('is_band'):
        shift = int(rng.integers(-5, 7))
        notes = [(*note[:2], note[2] + shift, *note[3:]) for note in notes]
    notes = notes[:most_notes]
    return (notes, chosen, time) if len(notes) > 24 else None


USUAL_BEAT = {'simple4': 0.62, 'simple2': 0.85, 'simple8': 0.34, 'compound8': 0.85, 'compound4': 1.5,
              'compound16': 0.5, 'simple16': 0.2, 'compound2': 2.5}


def choose_tempo(notes, time, bpm, rng):
    """Seconds a quarter: a usual one of the metre, at which the notes come neither too fast nor too slow."""
    beat, division = beat_of(time)
    kind = ('compound' if division == 3 else 'simple') + str(time[1])
    usual = USUAL_BEAT.get(kind, 0.6) / beat
    onsets = np.unique([round(note[0], 3) for note in notes if not note[5]])
    gaps = np.diff(onsets)
    gap = np.exp(np.mean(np.log(np.clip(gaps, 0.03, 4))))
    known = 60 / bpm if bpm and 20 < bpm < 300 else None
    # What is marked belongs to how the music is written; only without a mark it is guessed by the density.
    if known is not None and rng.random() < 0.85:
        return float(known * np.exp(rng.normal(0, 0.17)))
    candidates = usual * np.exp(rng.normal(0, 0.45, 24))
    weights = np.exp(-((np.log(gap * candidates / 0.21) / 0.45) ** 2) / 2) + 1e-9
    return float(rng.choice(candidates, p=weights / weights.sum()))


PLAYED_SHARE = 0.55


def played_curve(curves, count, bars, beat, rng):
    """How much longer than usual each beat is (its logarithm), as somebody played another piece of as many beats a bar;
    None if there is none."""
    per_bar = max(1, round(bars[-1][1] / beat))
    able = [each for each in curves if each['per_bar'] % per_bar == 0 or per_bar % each['per_bar'] == 0]
    if not able:
        return None
    weights = np.array([len(each['logs']) ** 0.3 for each in able])
    chosen = able[int(rng.choice(len(able), p=weights / weights.sum()))]
    logs, step = chosen['logs'], max(chosen['per_bar'], per_bar)
    first = step * int(rng.integers(0, max(1, (len(logs) - min(count, len(logs))) // step + 1)))
    upbeats = round(bars[0][1] / beat) % per_bar
    run = np.concatenate([logs[first:], logs[::-1]])
    while len(run) < count + step:
        run = np.concatenate([run, logs])
    run = run[step - upbeats if upbeats else 0 :][:count]
    return (run - np.median(run)) * rng.uniform(0.5, 1.2)


def tempo_curve(bars, beat, quarter_sec, level, rng, curves=()):
    """Times of all beats from the first barline on (a little beyond the end)."""
    start, end = bars[0][0], bars[-1][0] + bars[-1][1]
    count = int(np.ceil((end - start) / beat)) + 3
    if len(curves) and level >= 2 and rng.random() < PLAYED_SHARE:
        played = played_curve(curves, count, bars, beat, rng)
        if played is not None:
            return start + beat * np.arange(count + 1), np.concatenate([[0], np.cumsum(quarter_sec * beat * np.exp(played))])
    spread = [0.004, 0.02, 0.05, 0.1][level]
    walk = np.zeros(count)
    value = 0.0
    for index in range(count):
        value = 0.85 * value + rng.normal(0, spread)
        walk[index] = value
    per_bar = max(1, round(bars[-1][1] / beat))
    phrase = per_bar * int(rng.choice([2, 4, 4, 8]))
    at = (np.arange(count) % phrase) / phrase
    arch = rng.uniform(0, [0.01, 0.06, 0.16, 0.35][level]) * (2 * at - 1) ** 2
    # Held back at the end of a phrase, here and there a breath.
    slow = np.zeros(count)
    if level >= 2:
        slow[(np.arange(count) % phrase >= phrase - 2)] = rng.uniform(0, 0.3)
        slow[rng.random(count) < 0.015] += rng.uniform(0.2, 0.9)
    trend = rng.normal(0, [0, 0.02, 0.06, 0.1][level]) * np.linspace(-1, 1, count)
    # Now and then another tempo from here on.
    if level >= 2 and rng.random() < 0.15:
        trend[int(rng.integers(0, count)) :] += rng.normal(0, 0.2)
    seconds = quarter_sec * beat * np.exp(walk + arch + slow + trend)
    return start + beat * np.arange(count + 1), np.concatenate([[0], np.cumsum(seconds)])


HANDS = 24


def perform(score, rng, is_noisy=None, curves=()):
    """{'notes': rows (start, end, pitch, isDrum), 'truth': rows (class, beat seconds), 'time', 'bars', 'tempo':
    (quarters, seconds), 'shift' of the seconds} or None. Noisy if told so, or in half of the cases.
    `curves`: lengths of beats as people play them (`read_aligned.py`)."""
    cut = excerpt_of(score, rng)
    if cut is None:
        return None
    notes, bars, time = cut
    beat, division = beat_of(time)
    is_band = bool(score.get('is_band'))
    level = int(rng.choice([0, 1, 2], p=[0.4, 0.5, 0.1]) if is_band else rng.choice(4, p=[0.1, 0.25, 0.4, 0.25]))
    quarter_sec = choose_tempo(notes, time, score['bpm'], rng) if not is_band else 60 / score['bpm']
    xs, ys = tempo_curve(bars, beat, quarter_sec, level, rng, curves)
    sec = lambda at: np.interp(at, xs, ys)
    jitter = rng.uniform(0.002, [0.008, 0.012, 0.016, 0.02][level])
    # A hand is before the other and plays its own touch, as players of an ensemble do.
    leads = rng.normal(0, [0.002, 0.006, 0.01, 0.014][level], HANDS)
    legato = rng.uniform(0.45, 1.05, HANDS)
    rolls = {}
    nominal = 4 * time[0] / time[1]
    starts = np.array([bar[0] for bar in bars])
    rows, truth = [], []
    upbeat = max(0.0, nominal - bars[0][1])

    def add(start, end, note, label, beat_sec):
        rows.append((start, max(end, start + 0.03), note[2], note[3] == 9))
        truth.append((label, beat_sec))

    for note in notes:
        onset, length, pitch, part, staff, is_grace, is_trill = note
        bar = int(np.searchsorted(starts, onset + 1e-6) - 1)
        position = onset - starts[bar] + (upbeat if bar == 0 else 0)
        label = class_of(position, beat, division, nominal)
        hand = (2 * part + staff) % HANDS
        start = float(sec(onset)) + leads[hand] + rng.normal(0, jitter)
        beat_sec = float(sec(onset + beat / 2) - sec(onset - beat / 2)) if onset > xs[0] else float(sec(onset + beat) - sec(onset))
        if is_grace:
            start -= rng.uniform(0.05, 0.13)
            add(start, start + rng.uniform(0.05, 0.12), note, ORNAMENT, beat_sec)
            continue
        key = (part, staff, onset)
        if key not in rolls:
            rolls[key] = rng.uniform(0.02, 0.07) if rng.random() < [0, 0.01, 0.04, 0.08][level] and not is_band else 0.0
        elif rolls[key]:
            start += rolls[key]
            rolls[key] += rolls[key] / 2
        held = float(sec(onset + length) - sec(onset))
        if (is_trill or rng.random() < 0.006) and held > 0.3 and not is_band:
            step, at, up = rng.uniform(0.07, 0.12), start, 0
            while at < start + 0.9 * held:
                shifted = (*note[:2], pitch + up, *note[3:])
                add(at, at + step, shifted, label if at == start else ORNAMENT, beat_sec)
                at += step * rng.uniform(0.9, 1.1)
                up = 2 - up
            continue
        add(start, start + held * legato[hand] * rng.uniform(0.85, 1.1), note, label, beat_sec)
    if is_noisy is None:
        is_noisy = rng.random() < 0.5
    return {**started(*(spoiled if is_noisy else plain)(rows, truth, rng)), 'time': time, 'bars': bars, 'tempo': (xs, ys)}


def plain(rows, truth, _):
    return np.array(rows, float), np.array(truth, float)


def spoiled(rows, truth, rng):
    """What a transcription makes of it: notes are missed, ghosts heard, onsets late or early."""
    rows, truth = np.array(rows, float), np.array(truth, float)
    worst = float(rng.choice([0.08, 0.16]))
    kept = rng.random(len(rows)) > rng.uniform(0, worst)
    rows, truth = rows[kept], truth[kept]
    ghosts = rng.random(len(rows)) < rng.uniform(0, worst)
    more = rows[ghosts].copy()
    more[:, :2] += rng.uniform(-0.6, 0.6, len(more))[:, None]
    more[:, 2] += rng.integers(-12, 13, len(more)) * (more[:, 3] == 0)
    rows = np.concatenate([rows, more])
    labels = truth[ghosts].copy()
    labels[:, 0] = ORNAMENT
    truth = np.concatenate([truth, labels])
    rows[:, :2] += rng.normal(0, rng.uniform(0, 0.16 * worst), len(rows))[:, None]
    rows[:, 1] = np.maximum(rows[:, 1] + rng.normal(0, 0.01, len(rows)), rows[:, 0] + 0.02)
    return rows, truth


def started(rows, truth):
    """In order, from half a second on."""
    shift = 0.5 - rows[:, 0].min()
    rows[:, :2] += shift
    order = np.lexsort((rows[:, 2], rows[:, 0]))
    return {'notes': rows[order], 'truth': truth[order], 'shift': shift}


DOWNBEAT, HALF_BAR, BEAT, HALF, QUARTER, THIRD, TWO_THIRDS, SIXTH, FINE, ORNAMENT = range(10)


def class_of(position, beat, division, nominal):
    """What kind of place in the bar this is."""
    beats = position / beat
    index = int(np.floor(beats + 0.01))
    part = beats - index
    count = round(nominal / beat)
    near = lambda x: abs(part - x) < 0.015
    if near(0):
        index %= count
        return DOWNBEAT if index == 0 else HALF_BAR if count == 4 and index == 2 else BEAT
    if near(0.5):
        return SIXTH if division == 3 else HALF
    if near(0.25) or near(0.75):
        return QUARTER if division == 2 else FINE
    if near(1 / 3):
        return THIRD
    if near(2 / 3):
        return TWO_THIRDS
    return SIXTH if near(1 / 6) or near(5 / 6) else FINE
