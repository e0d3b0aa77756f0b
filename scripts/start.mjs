// Shows the product on this machine: builds it, transcribes the sample recording, serves a real VS Code.
// Run: npm start   or: npm start -- --port 9000   With --check it looks at the page itself and ends.
import { parseArgs } from 'node:util';
import { setUp } from './setup.mjs';
import { runNpm } from './setup/run-command.mjs';
import { serveDemo, transcribeSample } from './start/demo.mjs';
import { checkDemo } from './start/check.mjs';

const { values } = parseArgs({
  options: { port: { type: 'string' }, check: { type: 'boolean', default: false } },
});

/** Ends with a sentence. */
function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

const port = values.port === undefined ? undefined : Number(values.port);
if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
  fail(`"${values.port}" is not a port. Give a number from 1 to 65535.`);
}

const problems = await setUp(values.check ? ['newest', 'chromium'] : ['newest']);
if (problems.length > 0) fail(problems.join('\n'));

console.log('Building the extension …');
const { code } = await runNpm(['run', '--silent', 'package'], { timeoutSec: 240 });
if (code !== 0) fail('The extension cannot be built; the messages above say why.');

console.log('\nTranscribing media/sample/first-light.ogg on this computer …');
if (!(await transcribeSample())) fail('The sample recording could not be transcribed.');

console.log('\nStarting VS Code …');
const demo = await serveDemo(port).catch((error) => fail(error.message));
if (values.check) {
  const problem = await checkDemo(demo.address);
  await demo.stop();
  if (problem !== undefined) fail(problem);
  process.exit(0);
}

console.log(
  `\nOpen this address in a browser on this machine:\n\n  ${demo.address}\n\nCtrl-C ends it.`,
);
await new Promise((resolve) => {
  process.once('SIGINT', resolve).once('SIGTERM', resolve);
});
await demo.stop();
process.exit(0);
