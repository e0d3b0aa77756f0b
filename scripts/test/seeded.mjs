// Loaded before each test file: property tests draw the same cases in every run, so that a red run speaks of the
// change and not of luck. `npm test -- --seed N` draws others.
import { createRequire } from 'node:module';

// The tests are loaded as CommonJS, which has a fast-check of its own.
const fc = createRequire(import.meta.url)('fast-check');

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.STEMSTAVE_SEED) });
