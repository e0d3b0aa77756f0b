import { parseArgs } from 'node:util';
import { crashSweep } from './crash-sweep.ts';
import { faultSweep } from './fault-sweep.ts';
import { addTo, isClean, linesOf, noFigures } from './figures.ts';
import { isCleanLoad, linesOfLoad, load } from './load.ts';

const HELP = `Kills jobs at every turn and gives them every fault, against the stand-in over real HTTP.

  npm run sweep -- [--seed N] [--crash N] [--faults N] [--random N] [--jobs N]

  --seed    of everything drawn by chance; printed, so that a run can be repeated
  --crash   points at which a process is killed, or its disk is full, at most
  --faults  systematic faults to try at most
  --random  days with several faults drawn by the seed
  --jobs    jobs queued at once in two processes
  0 leaves a part out.

Ends with 1 unless nothing was lost, charged twice, hung, said wrongly or leaked, and, where no part
was cut, there were at least 200 kill points and 500 faults.
`;

/** Times faster than life, so that a hundred jobs do not take ten minutes. */
const SPEED = 20;
const USUAL = { crash: 700, faults: 10_000, random: 200, jobs: 100 } as const;
/** What an uncut run must have tried. */
const LEAST_CRASHES = 200;
const LEAST_FAULTS = 500;

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

function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  if (values.help === true) {
    print(HELP);
    return;
  }
  const most = (part: keyof typeof USUAL): number => Number(values[part] ?? USUAL[part]);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  print(`seed ${seed}`);
  const report = (line: string): void => {
    print(`  ${line}`);
  };
  const total = noFigures();
  let isGood = true;
  if (most('crash') > 0) {
    const crash = await crashSweep({ seed, points: most('crash'), report });
    print(...linesOf('crash sweep', crash));
    addTo(total, crash);
    isGood &&= values.crash !== undefined || crash.scenarios >= LEAST_CRASHES;
  }
  if (most('faults') + most('random') > 0) {
    const plan = { seed, systematic: most('faults'), random: most('random'), report };
    const faults = await faultSweep(plan);
    print(...linesOf('fault sweep', faults));
    addTo(total, faults);
    isGood &&= (values.faults ?? values.random) !== undefined || faults.scenarios >= LEAST_FAULTS;
  }
  if (most('jobs') > 0) {
    const figures = await load(most('jobs'), SPEED);
    print(...linesOfLoad(figures));
    isGood &&= isCleanLoad(figures);
  }
  print(...linesOf('in all', total));
  if (!isGood || !isClean(total)) process.exitCode = 1;
}

void main();
