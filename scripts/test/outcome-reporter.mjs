// A reporter for node:test that writes one JSON line for each finished test, so that counts outlive a run cut short.
import { relative } from 'node:path';

/** @param {AsyncIterable<{type: string, data: object}>} events */
export default async function* outcomeReporter(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const file = data.file === undefined ? undefined : relative(process.cwd(), data.file);
    // A file without tests, or one that dies outside them, is reported as a test named after itself.
    const isWholeFile = data.nesting === 0 && (data.name === data.file || data.name === file);
    const isLeftOut = data.skip !== undefined || data.todo !== undefined;
    const outcome =
      type === 'test:fail' && data.todo === undefined ? 'failed' : isLeftOut ? 'skipped' : 'passed';
    yield `${JSON.stringify({ outcome, name: data.name, file, isWholeFile })}\n`;
  }
}
