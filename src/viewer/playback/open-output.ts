import { SoundOutput } from './sound-output.ts';

/**
 * Opens the page's one sound output at the first call; later calls get the same.
 * @param root says where the sound engine and the sounds lie
 */
export function outputOpener({ dataset }: HTMLElement): () => Promise<SoundOutput> {
  let opening: Promise<SoundOutput> | undefined;
  const { soundEngine = '', soundBank = '' } = dataset;
  return () => {
    opening ??= open(soundEngine, soundBank).catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
}

async function open(engineUri: string, bankUri: string): Promise<SoundOutput> {
  const [output, bytes] = await Promise.all([SoundOutput.open(engineUri), fetchBytes(bankUri)]);
  const ready = new Promise<void>((resolve, reject) => {
    const takeOff = output.listen((report) => {
      if (report.type === 'sound-bank-ready') resolve();
      else if (report.type === 'failed') reject(new Error(report.reason));
      else return;
      takeOff();
    });
  });
  output.send({ type: 'sound-bank', bytes }, [bytes]);
  await ready;
  return output;
}

async function fetchBytes(uri: string): Promise<ArrayBuffer> {
  const response = await fetch(uri);
  if (!response.ok) throw new Error(`The sounds could not be loaded: ${response.status}.`);
  return response.arrayBuffer();
}
