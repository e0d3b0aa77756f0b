import { basename, join, resolve } from 'node:path';
import { createOnDeviceEngine } from '../engines/on-device/engine.ts';
import type { SeparationModel } from '../engines/on-device/separation/messages.ts';
import { StemstaveError } from '../errors.ts';
import { separateStems } from '../engines/on-device/separation/separate-stems.ts';
import { sha256OfFile } from '../jobs/file-hash.ts';
import type { Listen } from './listen.ts';

/** Transcribes with the engine that needs no key and no network. */
export const listenOnDevice: Listen = async (
  { audioPath, force, pitchBends },
  _scorePath,
  onProgress,
  signal,
) => {
  const ffmpegPath = process.env['STEMSTAVE_FFMPEG'];
  const ffmpeg = ffmpegPath === undefined ? {} : { ffmpegPath };
  const recording = { path: audioPath };
  const engine = createOnDeviceEngine({
    workerPath: join(__dirname, 'engine-worker.js'),
    assetsDir: __dirname,
    ...ffmpeg,
  });
  const transcription = await engine.transcribe(recording, { pitchBends }, onProgress, signal);
  return {
    transcription,
    provenance: {
      engine: 'on-device',
      sourceName: basename(audioPath),
      sourceSha256: await sha256OfFile(audioPath, signal),
      taskIds: {},
    },
    saveStems: (folder) =>
      separateStems(
        { recording, transcription, folder, mayReplace: force },
        { workerPath: join(__dirname, 'separation-worker.js'), ...ffmpeg, ...separationModel() },
        onProgress,
        signal,
      ).catch((error: unknown) => {
        // The score is there, which is what was asked for first.
        if (!(error instanceof StemstaveError) || error.code !== 'nothing-to-separate') throw error;
        process.stderr.write(`${error.message}\n`);
        return [];
      }),
  };
};

/** A separation model of the user's, where the environment names model and runtime. */
function separationModel(): { model?: SeparationModel } {
  const modelPath = process.env['STEMSTAVE_SEPARATION_MODEL'];
  const runtimePath = process.env['STEMSTAVE_ONNXRUNTIME'];
  if (modelPath === undefined || runtimePath === undefined) return {};
  const model = { modelPath: resolve(modelPath), runtimePath: resolve(runtimePath), stemNames: [] };
  return { model };
}
