"""Plays single parts of scores and says where each note ends in print, for the value net.

    python play.py FOLDER_OF_MXL COUNT SEED apart|train performances.json

The time is that of ../beats/perform.py. How long notes are held varies far more than there: from piece to
piece, from bar to bar, by marks, by what the hand must reach next, and now and then far beyond the next
note, as pianists do.
"""
import json
import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / 'beats'))
import perform as playing  # noqa: E402
from read_scores import pitch_of, root_of  # noqa: E402

APART = 4  # Every fourth score is kept apart.
PIANO, SINGER = 0, 52
STRINGS = [40, 40, 41, 42]
BOWED_OR_SUNG = {'usual': (-0.16, 0.12), 'spread': (0.06, 0.25), 'varies': 0.05, 'held_over': (0, 0.02)}
STRUCK = {'usual': (-0.4, 0.46), 'spread': (0.08, 0.45), 'varies': 0.4, 'held_over': (0, 0.12)}
# Pianos that play what is sung too, and quartets played on a piano: voices that move apart in one hand.
WITH_SINGER, QUARTET_ON_PIANO = 0.3, 0.7
# Runs of notes in one hand that are all played over into the next, or all let go early: chance, then how far.
LEGATO, DETACHED = (0.15, (1.05, 1.6)), (0.1, (0.4, 0.85))
LONGEST_RUN = 24


def parts_of(path):
    """Notes (onset, length, pitch, staff, voice, isStaccato, isTenuto) of each part and the bars; tied notes joined."""
    parts, bars = [], []
    for index, part in enumerate(root_of(path).findall('part')):
        divisions, start, time, shift, notes, held = 1, 0.0, (4, 4), 0, [], {}
        for number, measure in enumerate(part.findall('measure')):
            at = furthest = last = 0.0
            for element in measure:
                if element.tag == 'attributes':
                    divisions = int(element.findtext('divisions') or divisions)
                    signature, moved = element.find('time'), element.find('transpose')
                    if signature is not None and (signature.findtext('beats') or '').isdigit():
                        time = (int(signature.findtext('beats')), int(signature.findtext('beat-type')))
                    if moved is not None:
                        shift = int(float(moved.findtext('chromatic') or 0)) + 12 * int(moved.findtext('octave-change') or 0)
                elif element.tag in ('backup', 'forward'):
                    at += float(element.findtext('duration')) / divisions * (1 if element.tag == 'forward' else -1)
                    furthest = max(furthest, at)
                elif element.tag == 'note' and element.find('grace') is None:
                    length = float(element.findtext('duration') or 0) / divisions
                    onset = last if element.find('chord') is not None else at
                    if element.find('chord') is None:
                        last, at = at, at + length
                        furthest = max(furthest, at)
                    pitch = pitch_of(element, shift)
                    if pitch is None or element.find('cue') is not None:
                        continue
                    ties = {tie.get('type') for tie in element.findall('tie')}
                    before = held.pop(pitch, None) if 'stop' in ties else None
                    if before is not None and abs(before[0] + before[1] - start - onset) < 1e-3:
                        before[1] += length
                        note = before
                    else:
                        staccato = any(element.find('.//' + mark) is not None for mark in ('staccato', 'staccatissimo'))
                        note = [start + onset, length, pitch, int(element.findtext('staff') or 1),
                                element.findtext('voice') or '1', staccato, element.find('.//tenuto') is not None]
                        notes.append(note)
                    if 'start' in ties:
                        held[pitch] = note
            length = furthest or 4 * time[0] / time[1]
            if index == 0:
                bars.append((start, length, time))
            start += bars[number][1] if number < len(bars) else length
        parts.append(sorted(notes, key=lambda note: (note[0], note[2])))
    return parts, bars


def cut_of(notes, bars, rng):
    """Some whole bars in one metre: (notes, bars), or None."""
    if len(bars) < 10:
        return None
    first = int(rng.integers(0, len(bars) - 8))
    chosen = bars[first : first + int(rng.integers(8, 25))]
    time = chosen[1][2]
    whole = 4 * time[0] / time[1]
    good = [bar[2] == time and (abs(bar[1] - whole) < 1e-3 or at + first == 0) for at, bar in enumerate(chosen)]
    chosen = chosen[: good.index(False)] if False in good else chosen
    if len(chosen) < 6 or time[1] > 16:
        return None
    start, end = chosen[0][0], chosen[-1][0] + chosen[-1][1]
    return [note for note in notes if start - 1e-6 <= note[0] < end - 1e-6], chosen


def held_shares(notes, whole, manner, rng):
    """Of its written length, how much each note is held."""
    usual = float(np.exp(rng.normal(*manner['usual'])))
    spread, far = rng.uniform(*manner['spread']), rng.uniform(*manner['held_over'])
    varies = rng.uniform(0.05, manner['varies'] + 0.05)
    is_piano = manner is STRUCK
    voices, bars, runs = {}, {}, {}
    for _, _, _, staff, voice, staccato, tenuto in notes:
        voices.setdefault((staff, voice), float(np.exp(rng.normal(0, 0.2))))
    for onset, length, _, staff, voice, staccato, tenuto in notes:
        bar = (staff, int(onset // whole))
        if bar not in bars:
            dabs = float(np.exp(min(0, rng.normal(-0.35, 0.35)))) if is_piano and rng.random() < 0.2 else 1
            bars[bar] = (dabs, rng.uniform(0.15, 0.6) if is_piano and rng.random() < 0.05 else 0)
        share = usual * voices[(staff, voice)] * float(np.exp(rng.normal(0, spread)))
        if staccato:
            share = float(np.exp(rng.normal(-1.2, 0.4)))
        elif tenuto:
            share = max(share, 0.9)
        share = min(1.25, share * bars[bar][0]) * float(np.exp(rng.normal(0, varies)))
        if rng.random() < far + bars[bar][1]:
            share *= float(np.exp(abs(rng.normal(0, 0.5))))
        left, factor = runs.get(staff, (0, 1))
        if left == 0:
            left, factor = int(rng.integers(4, LONGEST_RUN)), factor_of_run(rng)
        runs[staff] = (left - 1, factor)
        yield share * factor if is_piano else share


def factor_of_run(rng):
    drawn = rng.random()
    for chance, how_far in (LEGATO, DETACHED):
        if drawn < chance:
            return rng.uniform(*how_far)
        drawn -= chance
    return 1


def play(notes, bars, manner, rng):
    """Rows (start, end, pitch, onset, length) in seconds and quarters, and the tempo (quarters, seconds)."""
    time = bars[-1][2]
    beat, _ = playing.beat_of(time)
    plain = [(onset, length, pitch, 0, staff, False) for onset, length, pitch, staff, *_ in notes]
    level = int(rng.choice(4, p=[0.1, 0.3, 0.35, 0.25]))
    xs, ys = playing.tempo_curve(bars, beat, playing.choose_tempo(plain, time, None, rng), level, rng)
    sec = lambda at: float(np.interp(at, xs, ys))
    jitter = rng.uniform(0.003, [0.008, 0.012, 0.016, 0.02][level])
    leads = {staff: rng.normal(0, [0.002, 0.006, 0.01, 0.014][level]) for staff in range(1, 4)}
    rows = []
    for note, share in zip(notes, held_shares(notes, 4 * time[0] / time[1], manner, rng)):
        onset, length, pitch, staff = note[:4]
        start = sec(onset) + leads.get(staff, 0) + rng.normal(0, jitter)
        end = start + max(0.03, share * (sec(onset + length) - sec(onset)))
        # The hand lets go to reach what comes.
        for other in notes if manner is STRUCK else ():
            if other[3] == staff and onset < other[0] < onset + length and abs(other[2] - pitch) > 12 and rng.random() < 0.8:
                end = min(end, max(start + 0.04, sec(other[0]) - rng.uniform(-0.02, 0.12)))
                break
        rows.append([start, end, pitch, onset, length])
    rows.sort()
    last, once = {}, {}
    for row in rows:
        # Voices that meet on a key strike it once; a key struck again was let go.
        if once.setdefault((round(row[3], 4), row[2]), row) is not row:
            continue
        before = last.get(row[2])
        if before is not None and before[1] > row[0] - 0.02:
            before[1] = max(before[0] + 0.02, row[0] - rng.uniform(0.01, 0.05))
        last[row[2]] = row
    return list(once.values()), (xs, ys)


def on_staff(parts, staff):
    """Parts as voices of one staff."""
    return [[*note[:3], staff, f'{staff}.{at}', *note[5:]] for at, notes in enumerate(parts) for note in notes]


def performance_of(path, rng):
    parts, bars = parts_of(path)
    pianos = [notes for notes in parts if len({note[3] for note in notes}) == 2]
    lines = [(at, notes) for at, notes in enumerate(parts) if len({note[3] for note in notes}) == 1]
    if pianos and rng.random() < 0.8:
        notes, program, manner = pianos[-1], PIANO, STRUCK
        if lines and rng.random() < WITH_SINGER:
            notes = sorted(notes + on_staff([lines[0][1]], 1), key=lambda note: (note[0], note[2]))
    elif not pianos and len(lines) == 4 and rng.random() < QUARTET_ON_PIANO:
        four = [notes for _, notes in lines]
        notes = sorted(on_staff(four[:2], 1) + on_staff(four[2:], 2), key=lambda note: (note[0], note[2]))
        program, manner = PIANO, STRUCK
    elif lines:
        at, notes = lines[int(rng.integers(len(lines)))]
        program, manner = (SINGER if pianos else STRINGS[at % 4]), BOWED_OR_SUNG
    else:
        return None
    cut = cut_of(notes, bars, rng)
    if cut is None or len(cut[0]) < 20:
        return None
    rows, (xs, ys) = play(*cut, manner, rng)
    first, time = cut[1][0], cut[1][-1][2]
    upbeat = max(0.0, 4 * time[0] / time[1] - first[1])
    shift = 0.5 - rows[0][0]
    return {
        'program': program, 'time': time, 'upbeat': upbeat,
        'tempo': [[x - first[0] + upbeat, y + shift] for x, y in zip(xs.tolist(), ys.tolist())],
        'notes': [[round(a + shift, 4), round(b + shift, 4), pitch, on - first[0] + upbeat, length] for a, b, pitch, on, length in rows],
    }


if __name__ == '__main__':
    folder, count, seed, part, out = sys.argv[1:]
    rng = np.random.default_rng(int(seed))
    names = [name for at, name in enumerate(sorted(os.listdir(folder))) if (at % APART == 0) == (part == 'apart')]
    made = []
    for name in [names[at] for _ in range(3) for at in rng.permutation(len(names))]:
        if len(made) >= int(count):
            break
        try:
            made.append(performance_of(os.path.join(folder, name), rng))
        except (ValueError, TypeError, KeyError, StopIteration, IndexError):
            continue
        if made[-1] is None:
            made.pop()
    with open(out, 'w') as file:
        json.dump(made, file)
    print(len(made), 'performances')
