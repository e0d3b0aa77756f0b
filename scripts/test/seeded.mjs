// Loaded before each test file: property tests draw the same cases in every run, so that a red run speaks of the
// change and not of luck. `npm test -- --seed N` draws others.
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.STEMSTAVE_SEED) });
