"""The single strokes of the drum kits of sound fonts: python one_shots.py OUT.npz SOUNDFONT..."""
import subprocess
import sys
import tempfile
from pathlib import Path

import mido
import numpy as np
from scipy.io import wavfile
from scipy.signal import resample_poly

from kits import write_kits

RATE = 22050
# Standard, Room, Power, Electronic, TR-808, Jazz, Brush: where a General MIDI font has kits.
KITS = (0, 8, 16, 24, 25, 32, 40)
KEYS = (35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 55, 57, 59)
VELOCITIES = (45, 85, 120)
# Percussion that is not part of a kit: tambourine, cowbell, bongos, congas, shakers, blocks, triangles.
OTHERS = (54, 56, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 75, 76, 77, 80, 81, 82)
SPACING = 3.0


def strokes_of(font, kit):
    """{(key, velocity): samples} of one kit, without a room."""
    midi = mido.MidiFile(ticks_per_beat=500)
    track = mido.MidiTrack([mido.Message("program_change", channel=9, program=kit)])
    midi.tracks.append(track)
    order = [(key, velocity) for key in KEYS for velocity in VELOCITIES] + [(key, 100) for key in OTHERS]
    for key, velocity in order:
        track.append(mido.Message("note_on", channel=9, note=key, velocity=velocity))
        track.append(mido.Message("note_off", channel=9, note=key, time=round(SPACING * 1000)))
    with tempfile.TemporaryDirectory() as folder:
        midi.save(f"{folder}/a.mid")
        command = ["fluidsynth", "-ni", "-g", "0.5", "-r", "44100", "-R", "0", "-C", "0", "-F", f"{folder}/a.wav"]
        subprocess.run([*command, str(font), f"{folder}/a.mid"], check=True, capture_output=True)
        _, samples = wavfile.read(f"{folder}/a.wav")
    mono = resample_poly(samples.astype(np.float32).mean(axis=1) / 32768, 1, 2)
    found = {}
    for i, (key, velocity) in enumerate(order):
        at = round(i * SPACING * RATE)
        sound = mono[at : at + round(SPACING * RATE) - 200]
        loud = np.flatnonzero(np.abs(sound) > 1e-4)
        if len(loud) and np.abs(sound).max() > 1e-3:
            found[key, velocity] = sound[: loud[-1] + 1].astype(np.float32)
    return found


def is_same(a, b):
    """Fonts repeat their standard kit where they have no other."""
    return a.keys() == b.keys() and all(len(a[k]) == len(b[k]) and np.allclose(a[k], b[k], atol=1e-3) for k in a)


def main(out, fonts):
    kits = []
    for font in fonts:
        for program in KITS:
            kit = strokes_of(font, program)
            if kit and not any(is_same(kit, other) for other in kits):
                kits.append(kit)
                print(Path(font).name, program, len(kit), flush=True)
    write_kits(out, kits)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
