"""Sounds for training: fluidsynth with freely licensed sound fonts, and drum kits made of noise and sines."""
import subprocess
import tempfile
from pathlib import Path

import mido
import numpy as np
from scipy.io import wavfile
from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

RATE = 22050


def fluidsynth(notes, soundfont, kit=0, reverb=True):
    """Mono float32 at 22 050 Hz of notes as `compose` makes them."""
    midi = mido.MidiFile(ticks_per_beat=1000)
    track = mido.MidiTrack()
    midi.tracks.append(track)
    programs = sorted({n[4] for n in notes if n[4] is not None})
    channel_of = {p: [c for c in range(16) if c != 9][i % 15] for i, p in enumerate(programs)}
    events = [(0, 0, mido.Message("program_change", channel=9, program=int(kit)))]
    events += [(0, 0, mido.Message("program_change", channel=c, program=int(p))) for p, c in channel_of.items()]
    for start, end, pitch, velocity, program in notes:
        channel = 9 if program is None else channel_of[program]
        events.append((round(start * 2000), 2, mido.Message("note_on", channel=channel, note=pitch, velocity=velocity)))
        events.append((round(end * 2000), 1, mido.Message("note_off", channel=channel, note=pitch)))
    now = 0
    for tick, _, message in sorted(events, key=lambda e: e[:2]):
        track.append(message.copy(time=tick - now))
        now = tick
    with tempfile.TemporaryDirectory() as folder:
        midi.save(f"{folder}/a.mid")
        effects = ["-R", "1" if reverb else "0", "-C", "0", "-o", "synth.dynamic-sample-loading=1"]
        command = ["fluidsynth", "-ni", "-g", "0.4", "-r", "44100", *effects, "-F", f"{folder}/a.wav", str(soundfont)]
        subprocess.run([*command, f"{folder}/a.mid"], check=True, capture_output=True)
        _, samples = wavfile.read(f"{folder}/a.wav")
    return resample_poly(samples.astype(np.float32).mean(axis=1) / 32768, 1, 2).astype(np.float32)


def synthetic_kit(rng):
    """One-shot sounds of a kit that exists nowhere: {pitch: samples at velocity 127}."""

    def time(seconds):
        return np.arange(int(seconds * RATE)) / RATE

    def noise(seconds, low, high, decay):
        t = time(seconds)
        sos = butter(2, [max(20, low), min(high, RATE * 0.49)], "bandpass", fs=RATE, output="sos")
        return sosfilt(sos, rng.normal(0, 1, len(t))) * np.exp(-t / decay)

    def tone(seconds, hz, sweep, sweep_sec, decay):
        t = time(seconds)
        frequency = hz * (1 + sweep * np.exp(-t / sweep_sec))
        return np.sin(2 * np.pi * np.cumsum(frequency) / RATE) * np.exp(-t / decay)

    def peak(x):
        return x / (np.abs(x).max() + 1e-9)

    def metal(seconds, decay, low):
        t = time(seconds)
        partials = sum(np.sign(np.sin(2 * np.pi * f * t)) for f in rng.uniform(300, 900, 6))
        mix = rng.uniform(0.2, 1) * rng.normal(0, 1, len(t)) + rng.uniform(0, 0.5) * partials
        sos = butter(3, low, "highpass", fs=RATE, output="sos")
        return sosfilt(sos, mix) * np.exp(-t / decay)

    kick = tone(0.7, rng.uniform(38, 75), rng.uniform(0.5, 6), rng.uniform(0.01, 0.05), rng.uniform(0.05, 0.35))
    click = noise(0.7, rng.uniform(800, 3000), 9000, rng.uniform(0.002, 0.008))
    kick = peak(kick) + rng.uniform(0, 0.5) * peak(click)
    body = tone(0.5, rng.uniform(140, 260), rng.uniform(0, 0.8), 0.02, rng.uniform(0.03, 0.15))
    wires = noise(0.5, rng.uniform(400, 2500), rng.uniform(6000, 10500), rng.uniform(0.04, 0.22))
    snare = rng.uniform(0.2, 1) * peak(body) + rng.uniform(0.4, 1.2) * peak(wires)
    hat_low = rng.uniform(3500, 7500)
    sounds = {36: kick, 38: snare, 42: metal(0.3, rng.uniform(0.015, 0.06), hat_low),
              46: metal(1.2, rng.uniform(0.15, 0.5), hat_low), 49: metal(2.5, rng.uniform(0.5, 1.2), rng.uniform(500, 4000)),
              51: metal(1.5, rng.uniform(0.2, 0.7), rng.uniform(2500, 6000))}
    for i, p in enumerate((50, 48, 47, 45, 43, 41)):
        sounds[p] = peak(tone(0.8, rng.uniform(200, 240) * 0.84**i, rng.uniform(0.1, 0.8), 0.03, rng.uniform(0.08, 0.4)))
        sounds[p] += rng.uniform(0, 0.3) * peak(noise(0.8, 300, 5000, 0.05))
    gains = {36: 1.0, 38: 0.9, 42: 0.35, 46: 0.4, 49: 0.6, 51: 0.4}
    return {p: peak(x) * gains.get(p, 0.8) * rng.uniform(0.6, 1.3) for p, x in sounds.items()}


SAME_SOUND = {35: 36, 40: 38, 37: 38, 39: 38, 44: 42, 57: 49, 52: 49, 55: 49, 59: 51, 53: 51}


def synthetic_drums(hits, kit, rng, seconds):
    out = np.zeros(int((seconds + 3) * RATE), np.float32)
    for start, _, pitch, velocity, _ in hits:
        sound = kit[SAME_SOUND.get(pitch, pitch)] * (velocity / 127) ** 1.5 * rng.uniform(0.9, 1.1)
        if pitch == 44:
            sound = sound * 0.6
        at = int(start * RATE)
        n = min(len(sound), len(out) - at)
        out[at : at + n] += sound[:n]
    return out


def colour(x, rng):
    """What happens to a mix: equaliser, saturation, compression, a room, noise, another level."""
    for _ in range(rng.integers(0, 3)):
        low = rng.uniform(60, 5000)
        sos = butter(1, [low, min(low * rng.uniform(1.5, 6), 10500)], "bandpass", fs=RATE, output="sos")
        x = x + rng.uniform(-0.7, 1.5) * sosfilt(sos, x)
    if rng.random() < 0.15:
        x = sosfilt(butter(1, rng.uniform(3000, 9000), "lowpass", fs=RATE, output="sos"), x)
    if rng.random() < 0.15:
        x = sosfilt(butter(1, rng.uniform(40, 150), "highpass", fs=RATE, output="sos"), x)
    x = x / (np.abs(x).max() + 1e-6)
    if rng.random() < 0.3:
        tail = rng.uniform(0.1, 0.8)
        t = np.arange(int(tail * RATE)) / RATE
        room = rng.normal(0, 1, len(t)) * np.exp(-t / (tail / 5))
        wet = fftconvolve(x, room / np.sqrt((room**2).sum()))[: len(x)]
        x = x + rng.uniform(0.05, 0.4) * wet
    x = x / (np.abs(x).max() + 1e-6)
    if rng.random() < 0.4:
        drive = rng.uniform(1, 5)
        x = np.tanh(drive * x) / np.tanh(drive)
    if rng.random() < 0.3:
        x = x + rng.normal(0, 10 ** rng.uniform(-4, -2), len(x))
    return (x / (np.abs(x).max() + 1e-6) * rng.uniform(0.1, 0.98)).astype(np.float32)


def through_codec(x, rng):
    """As it comes back from a lossy file."""
    if rng.random() < 0.5:
        ending, quality = "mp3", ["-c:a", "libmp3lame", "-b:a", f"{rng.choice([48, 64, 96])}k"]
    else:
        ending, quality = "ogg", ["-c:a", "libvorbis", "-q:a", str(rng.integers(0, 6))]
    raw = ["-f", "f32le", "-ar", str(RATE), "-ac", "1"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{ending}"
        encode = ["ffmpeg", "-v", "error", *raw, "-i", "pipe:0", *quality, path]
        subprocess.run(encode, input=x.astype(np.float32).tobytes(), check=True)
        decode = ["ffmpeg", "-v", "error", "-i", path, *raw, "pipe:1"]
        out = np.frombuffer(subprocess.run(decode, check=True, capture_output=True).stdout, np.float32)
    return np.pad(out, (0, max(0, len(x) - len(out))))[: len(x)]
