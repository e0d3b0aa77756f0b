"""Compressed MusicXML (.mxl) of public-domain scores -> plain notes and bars, pickled.

    python read_scores.py FOLDER_OF_MXL scores.pickle
"""
import os
import pickle
import sys
import xml.etree.ElementTree as ET
import zipfile
from concurrent.futures import ProcessPoolExecutor

STEPS = {'C': 0, 'D': 2, 'E': 4, 'F': 5, 'G': 7, 'A': 9, 'B': 11}


def root_of(path):
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.endswith('.xml') and not n.startswith('META'))
        return ET.fromstring(archive.read(name))


def pitch_of(note, transpose):
    pitch = note.find('pitch')
    if pitch is None:
        return None
    alter = int(float(pitch.findtext('alter') or 0))
    return STEPS[pitch.findtext('step')] + alter + 12 * (int(pitch.findtext('octave')) + 1) + transpose


def read(path):
    """{'notes': [(onset, length, pitch, part, staff, isGrace, isTrill)], 'bars': [(start, length, time)],
    'bpm': quarters a minute or None}; positions in quarters, tied notes joined."""
    root = root_of(path)
    notes, bars, bpm = [], [], None
    for part_index, part in enumerate(root.findall('part')):
        divisions, start, time, transpose = 1, 0.0, (4, 4), 0
        held = {}
        for index, measure in enumerate(part.findall('measure')):
            at = furthest = last_onset = 0.0
            for element in measure:
                if element.tag == 'attributes':
                    divisions = int(element.findtext('divisions') or divisions)
                    signature = element.find('time')
                    if signature is not None and (signature.findtext('beats') or '').isdigit():
                        time = (int(signature.findtext('beats')), int(signature.findtext('beat-type')))
                    shift = element.find('transpose')
                    if shift is not None:
                        transpose = int(float(shift.findtext('chromatic') or 0))
                        transpose += 12 * int(shift.findtext('octave-change') or 0)
                elif element.tag in ('direction', 'sound'):
                    sound = element if element.tag == 'sound' else element.find('sound')
                    if sound is not None and sound.get('tempo') and bpm is None and index < 4:
                        bpm = float(sound.get('tempo'))
                elif element.tag in ('backup', 'forward'):
                    step = float(element.findtext('duration')) / divisions
                    at = max(0.0, at + (step if element.tag == 'forward' else -step))
                    furthest = max(furthest, at)
                elif element.tag == 'note':
                    is_grace = element.find('grace') is not None
                    length = 0.0 if is_grace else float(element.findtext('duration') or 0) / divisions
                    onset = last_onset if element.find('chord') is not None else at
                    if element.find('chord') is None:
                        last_onset = at
                        at += length
                        furthest = max(furthest, at)
                    pitch = pitch_of(element, transpose)
                    if pitch is None or element.find('cue') is not None:
                        continue
                    ties = {tie.get('type') for tie in element.findall('tie')}
                    here = round(start + onset, 4)
                    before = held.pop(pitch, None) if 'stop' in ties else None
                    if before is not None and abs(before[0] + before[1] - here) < 1e-3:
                        before[1] += length
                        note = before
                    else:
                        is_trill = element.find('.//trill-mark') is not None
                        staff = int(element.findtext('staff') or 1)
                        note = [here, length, pitch, part_index, staff, is_grace, is_trill]
                        notes.append(note)
                    if 'start' in ties:
                        held[pitch] = note
            if part_index == 0:
                bars.append((round(start, 4), round(furthest or 4.0 * time[0] / time[1], 4), time))
            length = bars[index][1] if index < len(bars) else furthest
            start += length
    notes.sort(key=lambda note: (note[0], note[2]))
    return {'notes': [tuple(note) for note in notes], 'bars': bars, 'bpm': bpm}


def try_read(path):
    try:
        score = read(path)
    except (StopIteration, ET.ParseError, ValueError, TypeError, KeyError, zipfile.BadZipFile):
        return None
    return {**score, 'id': os.path.basename(path)} if len(score['notes']) > 30 else None


if __name__ == '__main__':
    folder, out = sys.argv[1:]
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    with ProcessPoolExecutor(2) as pool:
        scores = [score for score in pool.map(try_read, paths, chunksize=16) if score]
    with open(out, 'wb') as file:
        pickle.dump(scores, file)
    print(len(scores), 'of', len(paths), 'scores,', sum(len(s['notes']) for s in scores), 'notes')
