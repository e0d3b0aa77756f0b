import { createInterface } from 'node:readline/promises';
import { wordingOf, type ConsentQuestion } from '../engines/apikley/consent.ts';
import { StemstaveError } from '../errors.ts';
import type { Answers } from './arguments.ts';

/** The flags that say yes to a question before it is asked. */
const FLAGS: Partial<Readonly<Record<ConsentQuestion['kind'], keyof Answers>>> = {
  upload: 'allow-upload',
  cover: 'allow-cover',
  'start-anew': 'start-anew',
  'send-long': 'allow-long',
  'smaller-copy': 'smaller-copy',
  'go-on': 'go-on',
};

/**
 * Answers a question by flag, or asks on the terminal.
 * @param balance the account's credits, where it tells
 * @throws {StemstaveError} `consent-needed` without either
 */
export async function answer(
  question: ConsentQuestion,
  balance: number | undefined,
  answers: Answers,
  signal: AbortSignal,
): Promise<boolean> {
  const flag = FLAGS[question.kind];
  if (flag !== undefined && answers[flag]) return true;
  const wording = wordingOf(question, balance);
  process.stderr.write(`\n${wording.question}\n${wording.detail}\n`);
  if (!process.stdin.isTTY) {
    const howToAgree =
      flag === undefined
        ? 'Run the same command on a terminal to answer.'
        : `Say yes beforehand with --${flag}.`;
    // The answer that costs nothing is to look again, which the caller is told how to do.
    if (question.kind === 'start-anew' && question.reason !== 'failed') {
      process.stderr.write(`${howToAgree}\n`);
      return false;
    }
    throw new StemstaveError('consent-needed', `Nobody is there to answer that. ${howToAgree}`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const said = await terminal.question(`${wording.accept}? [y/N] `, { signal });
    return /^y(es)?$/i.test(said.trim());
  } finally {
    terminal.close();
  }
}
