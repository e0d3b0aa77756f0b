import { parseArgs } from 'node:util';
import { crashSweep } from './crash-sweep.ts';
import { faultSweep } from './fault-sweep.ts';
import { isClean, linesOf } from './figures.ts';
import { load } from './load.ts';

const HELP = `Kills jobs at every turn and gives them every fault, against the stand-in over real HTTP.

  npm run sweep -- [--seed N] [--crash N] [--faults N] [--random N]

  --seed    of everything drawn by chance; printed, so that a run can be repeated
  --crash   kill points to try at most (all there are: 0 leaves the crash sweep out)
  --faults  systematic faults to try at most
  --random  days with several faults drawn by the seed
  --jobs    jobs queued at once in two processes

Ends with 1 unless nothing was lost, charged twice, hung, said wrongly or leaked.
`;

/** Times faster than life, so that a hundred jobs do not take ten minutes. */
const SPEED = 20;
const LOAD_WORDS: Readonly<Record<string, string>> = {
  unfinished: 'unfinished',
  secondCharges: 'second charges',
  ratesBroken: 'rates broken',
  memoryGrown: 'processes that grew',
  keys: 'keys found',
};

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    seed: { type: 'string' },
    crash: { type: 'string' },
    faults: { type: 'string' },
    random: { type: 'string' },
    jobs: { type: 'string' },
  },
});

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  if (values.help === true) {
    print(HELP);
    return;
  }
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  print(`seed ${seed}`);
  const report = (line: string): void => {
    print(`  ${line}`);
  };
  const crash = await crashSweep({ seed, points: Number(values.crash ?? 400), report });
  for (const line of linesOf('crash sweep', crash)) print(line);
  const [systematic, random] = [Number(values.faults ?? 10_000), Number(values.random ?? 200)];
  const faults = await faultSweep({ seed, systematic, random, report });
  for (const line of linesOf('fault sweep', faults)) print(line);
  const { jobs, ...bad } = await load(Number(values.jobs ?? 100), SPEED);
  print(`load: jobs ${jobs}`);
  for (const [what, count] of Object.entries(bad))
    print(`load: ${LOAD_WORDS[what] ?? what} ${count}`);
  const isGood = Object.values(bad).every((count) => count === 0);
  if (!isClean(crash) || !isClean(faults) || !isGood) process.exitCode = 1;
}

void main();
