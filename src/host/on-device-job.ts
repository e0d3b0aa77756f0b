import { basename } from 'node:path';
import * as vscode from 'vscode';
import { createOnDeviceEngine } from '../engines/on-device/engine.ts';
import { sha256OfFile } from '../jobs/file-hash.ts';
import type { HostServices } from './services.ts';
import { readSettings } from './settings.ts';
import type { TranscriptionJob } from './transcriber.ts';

/** Transcribes a recording on disk with the engine that needs no key and no network. */
export function onDeviceJob(
  { context }: HostServices,
  recording: vscode.Uri,
): Pick<TranscriptionJob, 'engine' | 'run'> {
  const path = recording.fsPath;
  const { ffmpegPath, pitchBends } = readSettings(recording);
  const asset = (name: string): string =>
    vscode.Uri.joinPath(context.extensionUri, 'dist', name).fsPath;
  return {
    engine: 'on-device',
    async run({ onProgress }, signal) {
      const engine = createOnDeviceEngine({
        workerPath: asset('engine-worker.js'),
        assetsDir: asset(''),
        ...(ffmpegPath === undefined ? {} : { ffmpegPath }),
      });
      const transcription = await engine.transcribe({ path }, { pitchBends }, onProgress, signal);
      const provenance = {
        engine: 'on-device',
        sourceName: basename(path),
        sourceSha256: await sha256OfFile(path, signal),
        taskIds: {},
      };
      return { transcription, provenance };
    },
  };
}
