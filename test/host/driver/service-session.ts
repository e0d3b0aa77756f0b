import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  STAND_IN_KEY,
  startStandIn,
  type StandIn,
  type StandInOptions,
} from '../../contract/stand-in/stand-in.ts';
import { JobsDriver } from './jobs-view.ts';
import { tuneAsWav } from './recordings.ts';
import { Session, type SessionOptions } from './session.ts';

type Settings = Readonly<Record<string, unknown>>;

/** VS Code beside a stand-in of the service. */
export interface ServiceSession {
  readonly standIn: StandIn;
  readonly session: Session;
  readonly jobs: JobsDriver;
  /** Changes the machine's settings, as a person does in the file; VS Code reads them with delay. */
  changeSettings(more: Settings): void;
  /** The same with the person's own settings, which VS Code in a browser reads when it starts: reloads it. */
  changeUserSettings(more: Settings): Promise<void>;
  close(): Promise<void>;
}

export interface ServiceSessionOptions extends SessionOptions {
  readonly service?: StandInOptions;
  /** Recordings in the workspace, `.wav`, by name: the pitches of their tunes. */
  readonly tunes: Readonly<Record<string, readonly number[]>>;
}

/** Starts both, with the settings that lead to the stand-in, and its recordings in the workspace. */
export async function startServiceSession({
  service,
  tunes,
  machineSettings,
  ...options
}: ServiceSessionOptions): Promise<ServiceSession> {
  const standIn = await startStandIn(service);
  const settings = (more: Settings): Settings => ({
    'stemstave.apikley.baseUrl': standIn.url,
    'stemstave.apikley.uploadBaseUrl': standIn.uploadUrl,
    ...machineSettings,
    ...more,
  });
  const session = await Session.start({ ...options, machineSettings: settings({}) });
  for (const [name, tune] of Object.entries(tunes)) {
    writeFileSync(session.path(`${name}.wav`), tuneAsWav(tune));
  }
  const fileOf = (scope: 'Machine' | 'User'): string =>
    join(session.folder.userData, scope, 'settings.json');
  const userSettings = JSON.parse(readFileSync(fileOf('User'), 'utf8')) as Settings;
  return {
    standIn,
    session,
    jobs: new JobsDriver(session.workbench),
    changeSettings: (more) => {
      writeFileSync(fileOf('Machine'), JSON.stringify(settings(more)));
    },
    changeUserSettings: async (more) => {
      writeFileSync(fileOf('User'), JSON.stringify({ ...userSettings, ...more }));
      await session.workbench.reload();
    },
    close: async () => {
      await session.close();
      await standIn.close();
    },
  };
}

/** Gives VS Code the stand-in's key, which it proves with one free call. */
export async function enterKey({ session: { workbench } }: ServiceSession): Promise<void> {
  await workbench.command('Stemstave: Set Apikley API Key…');
  await workbench.answer(STAND_IN_KEY);
  await workbench.toast('The key works').waitFor();
}
