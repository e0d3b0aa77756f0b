import { parseArgs } from 'node:util';
import type { Caps } from '../jobs/caps.ts';
import type { PaperName } from '../print/paper.ts';

/** Questions that a flag says yes to beforehand, by the flag. */
export type Answers = Readonly<
  Record<
    'allow-upload' | 'allow-cover' | 'allow-long' | 'smaller-copy' | 'start-anew' | 'go-on',
    boolean
  >
>;

/** What holds for all that is paid for. */
export interface PaidOptions {
  readonly answers: Answers;
  /** Limits to what is spent, in credits; `undefined` for none. */
  readonly caps: Caps;
}

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'jobs' }
  | (PaidOptions & {
      readonly kind: 'resume';
      /** The job's name, or its beginning. */
      readonly id: string;
      /** `undefined`: where its score was to go. */
      readonly outFolder: string | undefined;
      readonly force: boolean;
      readonly stems: boolean;
    })
  | (PaidOptions & {
      readonly kind: 'transcribe';
      readonly audioPath: string;
      readonly engine: 'on-device' | 'apikley';
      /** `undefined`: the folder of the recording. */
      readonly outFolder: string | undefined;
      readonly force: boolean;
      readonly fresh: boolean;
      readonly stems: boolean;
      readonly pitchBends: boolean;
    })
  | {
      readonly kind: 'notate';
      readonly midiPath: string;
      /** Its extension says what is written. */
      readonly outPath: string;
      /** Name of the one part wanted; `undefined` for the full score. */
      readonly partName: string | undefined;
      /** Whether guitars and basses have it under their staves. */
      readonly tablature: boolean;
      readonly paper: PaperName;
      readonly force: boolean;
    };

export type TranscribeCommand = Command & { readonly kind: 'transcribe' };

/** The command line is wrong; the message says how, and the program ends with code 2. */
export class UsageError extends Error {}

export const HELP = `stemstave: recordings into notation

Usage
  stemstave transcribe AUDIO [--engine on-device|apikley] [--out DIR] [--force]
      Writes NAME.mid and NAME.musicxml beside AUDIO, or into DIR.
  stemstave notate PERFORMANCE.mid --out SCORE.musicxml|.abc|.pdf|.svg [--part NAME]
                  [--tablature] [--force]
      Makes a score from a performance; its beats are found where the file has none.
      SVG of several pages: SCORE-1.svg, SCORE-2.svg and so on.
  stemstave jobs
      Lists what was paid for, here and in VS Code: what runs, waits, has failed and is done.
  stemstave resume JOB [--out DIR] [--force]
      Goes on with a job of that list and writes its score; asks before it costs more.

Options
  --engine    on-device (default): private, free, offline.
              apikley: sends AUDIO to the service; key in STEMSTAVE_APIKLEY_KEY.
  --out       Where to write.
  --part      Only this part of the score, by its name.
  --tablature With notate: tablature under the staves of guitars and basses.
  --paper     a4 (default) or letter, for PDF and SVG.
  --force     Replace files that are already there.
  --pitch-bends  On device: write how single lines slide and shake as pitch bends into the .mid.
  --stems     Save the separated stems, too, in NAME stems: those of the service or, on device,
              drums, bass and the rest.
  --allow-upload   With --engine apikley: send the recording without asking.
  --allow-cover    With --engine apikley: where the service cannot separate the recording
                   itself, let it make a paid re-performance and transcribe that.
  --smaller-copy   With --engine apikley: of a recording over 20 MB, which the service does not
                   take, make a smaller copy (mono, up to 10 kHz) and send that.
  --allow-long     With --engine apikley: send a recording of over 8 minutes, although the
                   service may refuse it or use its beginning only.
  --start-anew     With --engine apikley: where a paid request was cut off, or failed, send it
                   again, although it may be charged a second time. Without it, the job is
                   only looked at again, which costs nothing.
  --go-on          With resume: pay for what is left of the job without asking.
  --fresh          With --engine apikley: pay anew, even if this recording's result is there.
                   A job that is not done is gone on with all the same.
  --max-credits-per-job N, --max-credits-per-month N
                   With --engine apikley: nothing is sent that would cost more in all.
  --help, --version

Environment
  STEMSTAVE_APIKLEY_KEY              API key of the service
  STEMSTAVE_APIKLEY_BASE_URL         its address, if not the usual one
  STEMSTAVE_APIKLEY_UPLOAD_BASE_URL  where recordings are uploaded, if not the usual place
  STEMSTAVE_JOBS                     folder for the records of paid work, instead of that of
                                     VS Code (…/globalStorage/stemstave.stemstave/jobs) or,
                                     without one, ~/.local/state/stemstave/jobs
                                     (XDG_STATE_HOME), on macOS
                                     ~/Library/Application Support/stemstave/jobs,
                                     on Windows %LOCALAPPDATA%\\stemstave\\jobs
  STEMSTAVE_FFMPEG                   ffmpeg program for .m4a and .aac
  STEMSTAVE_SEPARATION_MODEL         ONNX file to separate stems with, and
  STEMSTAVE_ONNXRUNTIME              the onnxruntime package that runs it
  HTTPS_PROXY, NO_PROXY              proxy for the service

Exit codes
  0 done · 1 failed, the reason is on stderr · 2 wrong usage · 130 cancelled
  After 1 and 130, the same command goes on with what was paid for.
`;

/**
 * Reads the command line (without node and script).
 * @throws {UsageError}
 */
export function parseCommand(args: readonly string[]): Command {
  const { values, positionals } = parsed(args);
  if (values.help === true) return { kind: 'help' };
  if (values.version === true) return { kind: 'version' };
  const [name, file, ...rest] = positionals;
  if (name === undefined || name === 'help') return { kind: 'help' };
  if (!isCommandName(name)) {
    throw new UsageError(
      `There is no command "${name}". The commands are ${COMMANDS.slice(0, -1).join(', ')} and ${COMMANDS.at(-1) ?? ''}.`,
    );
  }
  const surplus = name === 'jobs' ? positionals.slice(1) : rest;
  if (surplus.length > 0) {
    throw new UsageError(`"${name}" reads one file at a time; "${surplus.join(' ')}" is too much.`);
  }
  if (name === 'jobs') return { kind: 'jobs' };
  if (file === undefined) {
    const what = name === 'resume' ? 'a job to go on with' : 'a file to read';
    throw new UsageError(`"${name}" needs ${what}.`);
  }
  const force = values.force === true;
  if (name === 'notate') {
    if (values.out === undefined) throw new UsageError('"notate" needs --out SCORE.musicxml.');
    return {
      kind: 'notate',
      midiPath: file,
      outPath: values.out,
      partName: values.part,
      tablature: values.tablature === true,
      paper: paper(values.paper),
      force,
    };
  }
  const paid = {
    outFolder: values.out,
    force,
    answers: answersIn(values),
    stems: values.stems === true,
    caps: {
      perJob: credits(values, 'max-credits-per-job'),
      perMonth: credits(values, 'max-credits-per-month'),
    },
  };
  if (name === 'resume') return { kind: 'resume', id: file, ...paid };
  return {
    kind: 'transcribe',
    audioPath: file,
    engine: engine(values.engine),
    fresh: values.fresh === true,
    pitchBends: values['pitch-bends'] === true,
    ...paid,
  };
}

const COMMANDS = ['transcribe', 'notate', 'jobs', 'resume'] as const;

function isCommandName(name: string): name is (typeof COMMANDS)[number] {
  return (COMMANDS as readonly string[]).includes(name);
}

type Values = ReturnType<typeof parsed>['values'];

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
        engine: { type: 'string' },
        out: { type: 'string' },
        part: { type: 'string' },
        tablature: { type: 'boolean' },
        paper: { type: 'string' },
        force: { type: 'boolean' },
        'allow-upload': { type: 'boolean' },
        'allow-cover': { type: 'boolean' },
        'allow-long': { type: 'boolean' },
        'smaller-copy': { type: 'boolean' },
        'start-anew': { type: 'boolean' },
        'go-on': { type: 'boolean' },
        fresh: { type: 'boolean' },
        stems: { type: 'boolean' },
        'pitch-bends': { type: 'boolean' },
        'max-credits-per-job': { type: 'string' },
        'max-credits-per-month': { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function answersIn(values: Values): Answers {
  const isSet = (name: keyof Answers): boolean => values[name] === true;
  return {
    'allow-upload': isSet('allow-upload'),
    'allow-cover': isSet('allow-cover'),
    'allow-long': isSet('allow-long'),
    'smaller-copy': isSet('smaller-copy'),
    'start-anew': isSet('start-anew'),
    'go-on': isSet('go-on'),
  };
}

/** A limit that cannot be read must not be taken for none. */
function credits(
  values: Values,
  name: 'max-credits-per-job' | 'max-credits-per-month',
): number | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new UsageError(`"--${name}" needs a number of credits above 0.`);
}

function engine(value: string | undefined): 'on-device' | 'apikley' {
  if (value === undefined || value === 'on-device') return 'on-device';
  if (value === 'apikley') return 'apikley';
  throw new UsageError(`There is no engine "${value}". The engines are on-device and apikley.`);
}

function paper(value: string | undefined): PaperName {
  if (value === undefined || value === 'a4' || value === 'letter') return value ?? 'a4';
  throw new UsageError(`There is no paper "${value}". The papers are a4 and letter.`);
}
