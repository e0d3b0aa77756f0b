"""What `lilypond_notes.ly` wrote of LilyPond scores -> plain notes and bars, as read_scores.py gives them.

    python read_lilypond.py NOTES_FILE... scores.pickle
"""
import pickle
import re
import sys

NEAR = 1e-3
NUMBER = r'(-?\d+(?:\.\d+)?)'
# Onset, grace, pitch, length, tied, trill, staff, place in the bar, length of the bar, time signature, tempo.
NOTE = re.compile('DUMP N ' + ' '.join([NUMBER] * 12))


def bars_of(rows, end):
    """From where in its bar each note says that it stands; bars in which nothing begins are filled in."""
    found = {}
    for onset, position, length, time in rows:
        # Before the first barline the position is negative.
        found.setdefault(round(onset - position, 3), (length, time))
    starts = sorted(start for start in found if start < end - NEAR)
    bars = []
    if starts and starts[0] > NEAR:
        bars.append((0.0, starts[0], found[starts[0]][1]))
    for start, following in zip(starts, starts[1:] + [None]):
        length, time = found[start]
        until = following if following is not None else max(end, start + length)
        if length <= 0:
            return None
        while start < until - NEAR:
            bars.append((start, min(length, round(until - start, 4)), time))
            start = round(start + length, 4)
    return bars


def score_of(rows):
    notes, places, bpm, staves, open_ties = {}, [], None, [], {}
    for row in rows:
        onset, grace, pitch, length, is_tied, is_trill, staff, position, bar_length, beats, beat_type, tempo = row
        if staff not in staves:
            staves.append(staff)
        bpm = bpm or (tempo if tempo not in (0, 60) else None)
        is_grace = grace != 0
        if not is_grace:
            places.append((onset, position, bar_length, (int(beats), int(beat_type))))
        key = (round(onset, 4), int(round(pitch)))
        before = open_ties.pop(key, None)
        if before is not None and not is_grace:
            notes[before][1] += length
            key_end = (round(key[0] + length, 4), key[1])
            if is_tied:
                open_ties[key_end] = before
            continue
        mark = (*key, is_grace)
        # Voices meet on one key of the keyboard: it is struck once.
        if mark in notes:
            notes[mark][1] = max(notes[mark][1], length)
        else:
            notes[mark] = [key[0], 0.0 if is_grace else length, key[1], 0, staves.index(staff) + 1, is_grace, bool(is_trill)]
        if is_tied:
            open_ties[(round(onset + length, 4), key[1])] = mark
    if len(notes) < 60:
        return None
    end = max(note[0] + note[1] for note in notes.values())
    bars = bars_of(places, end)
    played = sorted((tuple(note) for note in notes.values()), key=lambda note: (note[0], note[2]))
    return bars and {'notes': played, 'bars': bars, 'bpm': bpm, 'is_solo': len(staves) < 4}


def read(path):
    with open(path, encoding='utf-8', errors='replace') as file:
        text = file.read()
    for piece in re.split(r'Processing `', text)[1:]:
        name = piece.split("'")[0].split('/')[-1]
        for index, part in enumerate(piece.split('DUMP SCORE')[1:]):
            rows = [tuple(float(each) for each in match.groups()) for match in NOTE.finditer(part)]
            # Of a tie the first half must come first.
            score = score_of(sorted(rows, key=lambda row: row[:2]))
            if score:
                yield {**score, 'id': f'K_{name}#{index}'}


if __name__ == '__main__':
    *paths, out = sys.argv[1:]
    scores = [score for path in paths for score in read(path)]
    # The same music is in several files: as a whole and in parts.
    unique = {(len(score['notes']), tuple(score['notes'][:12])): score for score in scores}
    with open(out, 'wb') as file:
        pickle.dump(list(unique.values()), file)
    print(len(unique), 'of', len(scores), 'scores,', sum(len(s['notes']) for s in unique.values()), 'notes')
