import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ApiKey } from '../../../src/engines/apikley/api-key.ts';
import { StemstaveError } from '../../../src/errors.ts';
import { diagnosticReport } from '../../../src/host/jobs/diagnostic-report.ts';
import type { LiveJob } from '../../../src/host/jobs/live-jobs.ts';
import type { JobOverview } from '../../../src/jobs/job-store.ts';

const SECRET = 'apk-planted-9f8e7d6c5b4a';
ApiKey.parse(SECRET);
const surroundings = { extensionVersion: '1.2.3', editorVersion: '1.100.0', platform: 'linux x64' };

/** A job with the same text wherever text can be. */
function jobWith(text: string): { live: LiveJob; overview: JobOverview } {
  const overview: JobOverview = {
    state: 'unknown',
    isRunning: false,
    job: {
      version: 2,
      id: 'job-1',
      key: 'a'.repeat(64),
      service: `https://api.example/${text}`,
      source: {
        kind: 'audio',
        name: `${text}.mp3`,
        path: `/home/anna/${text}.mp3`,
        sha256: 'b'.repeat(64),
        sizeBytes: 5,
      },
      options: { route: text, coverModel: text },
      createdAtMs: 0,
      updatedAtMs: 0,
      state: 'separating',
      quote: { paidCalls: 2 },
      consents: [],
      steps: [
        {
          name: 'separation',
          detail: text,
          state: 'unknown',
          sentAtMs: 0,
          taskId: text,
          url: `https://files.example/${text}`,
          errorCode: text,
        },
      ],
      error: {
        code: text,
        sentence: `“${text}.mp3” at https://x/${text}: ${text}`,
        mayHaveBeenCharged: true,
        atMs: 0,
      },
    },
  };
  const live: LiveJob = {
    id: 1,
    title: text,
    engine: 'apikley',
    recording: undefined,
    startedAtMs: 0,
    phase: 'failed',
    progress: { fraction: 0, message: text },
    journalId: 'job-1',
    isCharged: true,
    error: new StemstaveError(text, `${text} Bearer ${text}`),
    result: undefined,
    heardIn: undefined,
    cancel: () => undefined,
    retry: () => undefined,
  };
  return { live, overview };
}

test('a key planted in every text of a job is in no report', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const { live, overview } = jobWith(before + SECRET + after);
      const report = diagnosticReport(live, overview, surroundings);
      assert.ok(!report.includes(SECRET), report);
    }),
  );
});

test('a report tells what helps, and neither names nor folders nor addresses', () => {
  const { live, overview } = jobWith('sonata');
  const report = diagnosticReport(live, overview, surroundings);
  for (const part of [
    'Stemstave 1.2.3',
    'VS Code 1.100.0',
    'api.example',
    'unknown',
    'mp3 file of 5',
  ]) {
    assert.ok(report.includes(part), part);
  }
  for (const secret of ['anna', 'sonata.mp3', '/home', 'files.example', 'b'.repeat(64)]) {
    assert.ok(!report.includes(secret), `${secret} in ${report}`);
  }
});
