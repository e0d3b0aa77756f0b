import { join } from 'node:path';
import { createOnDeviceEngine } from '../engines/on-device/engine.ts';
import type { Listen } from './listen.ts';

/** Transcribes with the engine that needs no key and no network. */
export const listenOnDevice: Listen = async ({ audioPath }, onProgress, signal) => {
  const ffmpegPath = process.env['STEMSTAVE_FFMPEG'];
  const engine = createOnDeviceEngine({
    workerPath: join(__dirname, 'engine-worker.js'),
    assetsDir: __dirname,
    ...(ffmpegPath === undefined ? {} : { ffmpegPath }),
  });
  const transcription = await engine.transcribe({ path: audioPath }, {}, onProgress, signal);
  return { transcription, taskIds: {} };
};
