import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SCENARIOS } from './scenarios.ts';
import type { SongInstrument } from './song.ts';
import { STAND_IN_KEY, startStandIn, type StandIn } from './stand-in.ts';

const HELP = `A stand-in of the Apikley service on this computer, for trying things out without paying.

  npx tsx test/contract/stand-in/main.ts [--port 8787] [--scenario direct] [--key KEY]
      [--pending N] [--balance N] [--song FILE.json]

  --scenario  how the service behaves (below)
  --key       the API key it takes; ${STAND_IN_KEY} if none is given
  --pending   looks at a task before it is done
  --balance   credits of the account
  --song      what it hears in every recording: [{"name":"Drums","notes":
              [{"pitch":36,"start":0,"end":0.1,"velocity":1}]}], or an object with "instruments"

Set stemstave.apikley.baseUrl and .uploadBaseUrl (or STEMSTAVE_APIKLEY_BASE_URL and
STEMSTAVE_APIKLEY_UPLOAD_BASE_URL for the command line) to the addresses it prints. Ctrl+C ends it
and prints the account and the requests.

Scenarios
${Object.entries(SCENARIOS)
  .map(([name, { about }]) => `  ${name.padEnd(22)}${about}`)
  .join('\n')}
`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    port: { type: 'string' },
    scenario: { type: 'string' },
    key: { type: 'string' },
    pending: { type: 'string' },
    balance: { type: 'string' },
    song: { type: 'string' },
  },
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readSong(path: string): readonly SongInstrument[] {
  const value = JSON.parse(readFileSync(path, 'utf8')) as
    readonly SongInstrument[] | { readonly instruments: readonly SongInstrument[] };
  return 'instruments' in value ? value.instruments : value;
}

function printReport(standIn: StandIn): void {
  print('\nRequests');
  for (const { method, path, answeredCode, keyFoundIn, fields } of standIn.wireLog) {
    const answer = answeredCode === undefined ? 'trouble' : String(answeredCode);
    print(`  ${method} ${path} -> ${answer}; key in: ${keyFoundIn.join(', ') || 'nothing'}`);
    if (Object.keys(fields).length > 0) print(`      ${JSON.stringify(fields)}`);
  }
  print('Charges');
  for (const { what, credits, taskId } of standIn.ledger.charges) {
    print(`  ${what.padEnd(12)}${String(credits).padStart(5)}  ${taskId}`);
  }
  print(`Charged twice: ${standIn.ledger.secondCharges.length}`);
  print(`Balance: ${standIn.ledger.balance}`);
  print(`Breaches of the contract: ${standIn.problems.length}`);
  for (const problem of standIn.problems) print(`  ${problem}`);
}

async function main(): Promise<void> {
  if (values.help === true) {
    print(HELP);
    return;
  }
  const standIn = await startStandIn({
    port: Number(values.port ?? 8787),
    scenario: values.scenario ?? 'direct',
    ...(values.key === undefined ? {} : { key: values.key }),
    ...(values.pending === undefined
      ? {}
      : { behaviour: { pendingPolls: Number(values.pending) } }),
    ...(values.balance === undefined ? {} : { balance: Number(values.balance) }),
    ...(values.song === undefined ? {} : { song: readSong(values.song) }),
  });
  print(`API           ${standIn.url}`);
  print(`Uploads       ${standIn.uploadUrl}`);
  print(`Key           ${standIn.key}`);
  print(`Suno track    ${standIn.track.taskId} ${standIn.track.audioId}`);
  print(`Separation    ${standIn.separationTaskId}`);
  const end = (): void => {
    printReport(standIn);
    void standIn.close();
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
