import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { describe, test, type TestContext } from 'node:test';
import { join } from 'node:path';
import { readMidi } from '../../src/formats/midi/read.ts';
import { sha256OfFile } from '../../src/jobs/file-hash.ts';
import { longWav } from '../support/long-wav.ts';
import { projectRoot } from '../support/source-files.ts';
import type { Fault } from './stand-in/behaviour.ts';
import { startStandIn, type StandIn, type StandInOptions } from './stand-in/stand-in.ts';
import { findKey } from './sweep/find-key.ts';
import { newSite } from './sweep/site.ts';

const KEY = 'apk-planted-in-the-environment-77';

/** The command line as a user has it, with a folder of its own and a key that nobody may see again. */
async function terminal(t: TestContext, options: StandInOptions) {
  const standIn = await startStandIn({ key: KEY, ...options });
  const site = await newSite();
  t.after(async () => {
    await standIn.close();
    await site.remove();
  });
  const command = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const child = spawn(process.execPath, [join(projectRoot, 'dist', 'cli.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        STEMSTAVE_APIKLEY_KEY: KEY,
        STEMSTAVE_APIKLEY_BASE_URL: standIn.url,
        STEMSTAVE_APIKLEY_UPLOAD_BASE_URL: standIn.uploadUrl,
        STEMSTAVE_JOBS: site.folder,
        ...env,
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    const ended = new Promise<{ code: number | null; said: string }>((resolve) => {
      child.once('close', (code) => {
        assert.ok(!said.includes(KEY), 'the key was shown');
        resolve({ code, said });
      });
    });
    return {
      ended,
      kill: () => child.kill('SIGKILL'),
      interrupt: () => child.kill('SIGINT'),
    };
  };
  const transcribing = ['transcribe', site.recording, '--engine', 'apikley', '--allow-upload'];
  const start = (...flags: readonly string[]) => command([...transcribing, '--force', ...flags]);
  const run = (...flags: readonly string[]) => start(...flags).ended;
  const noKey = async () => {
    assert.deepEqual(await findKey(KEY, [join(site.folder, '..')]), []);
  };
  return { standIn, site, command, transcribing, start, run, noKey };
}

const posts = ({ wireLog }: StandIn) => wireLog.filter(({ method }) => method === 'POST').length;

describe('the command line', () => {
  test('killed while a paid request is under way says so, and pays again on one flag only', async (t) => {
    let kill: () => Promise<unknown> = () => Promise.resolve();
    const bench = await terminal(t, {
      atMoment: async (moment, call) => {
        if (moment === 'acted' && call === 'separate') await kill();
      },
    });
    const { standIn } = bench;
    const child = bench.start();
    kill = () => {
      child.kill();
      return child.ended;
    };
    await child.ended;
    kill = () => Promise.resolve();
    const again = await bench.run();
    assert.equal(again.code, 1, again.said);
    assert.match(again.said, /the balance was 1000\.5 before it and is 950\.5 now/);
    assert.match(again.said, /--start-anew/);
    assert.match(again.said, /The service may have charged for it\.$/m);
    assert.equal(standIn.ledger.charges.length, 1);
    const anew = await bench.run('--start-anew');
    assert.equal(anew.code, 0, anew.said);
    assert.equal(standIn.ledger.secondCharges.length, 1, 'on the word of the user');
    const before = posts(standIn);
    assert.equal((await bench.run()).code, 0);
    assert.equal(posts(standIn), before, 'a result that is there is not paid for again');
    assert.equal((await bench.run('--fresh')).code, 0);
    assert.ok(posts(standIn) > before);
    await bench.noKey();
  });

  test('two at once on the same recording: one works, the other says so', async (t) => {
    let answer: (value?: unknown) => void = () => undefined;
    const until = new Promise((resolve) => {
      answer = resolve;
    });
    const faults: readonly Fault[] = [
      { on: 'separate', give: { kind: 'held', until }, afterwards: true, times: 1 },
    ];
    const bench = await terminal(t, { behaviour: { faults } });
    const first = bench.start();
    while (!bench.standIn.wireLog.some(({ call }) => call === 'separate')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const second = await bench.run();
    assert.equal(second.code, 1);
    assert.match(second.said, /already being transcribed/);
    answer();
    assert.equal((await first.ended).code, 0);
    assert.equal(bench.standIn.ledger.charges.length, 2);
  });

  test('interrupted, says how to go on; --fresh does not pay for what is under way; stems are saved', async (t) => {
    const faults: readonly Fault[] = [{ on: 'midi-info', give: { kind: 'code', code: 455 } }];
    const bench = await terminal(t, { behaviour: { faults } });
    const { standIn } = bench;
    const child = bench.start('--fresh');
    while (!standIn.wireLog.some(({ call }) => call === 'midi-info')) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    child.interrupt();
    const { code, said } = await child.ended;
    assert.equal(code, 130, said);
    assert.match(said, /The same command goes on from there/);
    standIn.heal();
    const before = posts(standIn);
    const again = await bench.run('--fresh', '--stems');
    assert.equal(again.code, 0, again.said);
    assert.equal(posts(standIn), before, 'only looks');
    assert.match(again.said, /Drums\.mp3$/m);
    assert.equal(standIn.ledger.charges.length, 2);
    await bench.noKey();
  });

  test('a score beside the recording is not paid for again when the records are gone', async (t) => {
    const bench = await terminal(t, {});
    const { standIn, site } = bench;
    assert.equal((await bench.run()).code, 0);
    const renamed = join(site.recording, '..', 'kept.mid');
    await rename(site.recording.replace(/\.\w+$/, '.mid'), renamed);
    await writeFile(join(site.recording, '..', 'broken.mid'), 'no score');
    await rm(site.folder, { recursive: true });
    const before = standIn.wireLog.length;
    const again = await bench.run();
    assert.equal(again.code, 1, again.said);
    assert.match(again.said, /kept\.mid is the score of this very recording/);
    assert.equal(standIn.wireLog.length, before, 'nothing is sent');
    assert.equal((await bench.run('--fresh')).code, 0);
    assert.ok(standIn.wireLog.length > before, 'on the word of the user');
  });

  test('a recording that is too large, or too long, is sent on the word of the user only', async (t) => {
    const bench = await terminal(t, {});
    const { standIn, site } = bench;
    await writeFile(site.recording, longWav(125));
    const asked = await bench.run();
    assert.equal(asked.code, 1, asked.said);
    assert.match(asked.said, /has 22\.9 MB, and Apikley takes up to 20\.0 MB/);
    assert.match(asked.said, /Say yes beforehand with --smaller-copy\./);
    assert.equal(standIn.wireLog.length, 0);
    const done = await bench.run('--smaller-copy');
    assert.equal(done.code, 0, done.said);
    const sent = standIn.wireLog.find(({ call }) => call === 'upload')?.file;
    assert.equal(sent?.sizeBytes, 44 + 2 * 22_050 * 125);
    assert.deepEqual(await readdir(join(site.folder, 'copies')), [], 'the copy is not kept');
    const { provenance } = readMidi(await readFile(site.recording.replace(/\.\w+$/, '.mid')));
    assert.equal(provenance?.sourceSha256, await sha256OfFile(site.recording));
    const before = posts(standIn);
    assert.equal((await bench.run()).code, 0, 'its result is there, and nothing is asked');
    await rm(site.folder, { recursive: true });
    assert.match((await bench.run()).said, /is the score of this very recording/);
    assert.equal(posts(standIn), before);
    await writeFile(site.recording, longWav(500, { rate: 8000, channels: 1 }));
    const long = await bench.run();
    assert.equal(long.code, 1, long.said);
    assert.match(long.said, /is 8:20 long[^]*--allow-long/);
    assert.equal(posts(standIn), before);
    assert.equal((await bench.run('--allow-long')).code, 0);
  });

  test('lists its jobs, and goes on with one of them', async (t) => {
    const give = { kind: 'code', code: 401, msg: 'No' } as const;
    const faults: readonly Fault[] = [{ on: 'separation-info', give, times: 1 }];
    const bench = await terminal(t, { behaviour: { faults } });
    const { standIn, site, command } = bench;
    assert.equal((await bench.run()).code, 1);
    const listed = await command(['jobs']).ended;
    assert.match(listed.said, /failed.*song\.wav.*50 credits.*be asked before it costs more/);
    const id = /stemstave resume (\S+)/.exec(listed.said)?.[1] ?? '';
    const unasked = await command(['resume', id]).ended;
    assert.equal(unasked.code, 1, unasked.said);
    assert.match(unasked.said, /Go on with the notes\?[^]*--go-on/);
    assert.equal(standIn.ledger.charges.length, 1);
    const resumed = await command(['resume', id, '--go-on', '--stems']).ended;
    assert.equal(resumed.code, 0, resumed.said);
    const beside = await readdir(join(site.recording, '..'));
    for (const name of ['song.mid', 'song.musicxml', 'song stems']) {
      assert.ok(beside.includes(name), name);
    }
    assert.match((await command(['jobs']).ended).said, /done.*55 credits.*for nothing/);
    assert.match((await command(['resume', id]).ended).said, /song\.mid already exists/);
    assert.equal((await command(['resume', id, '--force']).ended).code, 0);
    assert.match((await command(['resume', 'x']).ended).said, /There is no job x/);
    assert.equal(standIn.ledger.charges.length, 2);
  });

  test('goes on with what VS Code has begun, and pays for nothing twice', async (t) => {
    const bench = await terminal(t, {});
    const { standIn, site, command, transcribing } = bench;
    const home = join(site.recording, '..', 'home');
    const jobs = join(home, 'data/Code/User/globalStorage/stemstave.stemstave/jobs');
    const elsewhere = {
      STEMSTAVE_JOBS: '',
      HOME: home,
      USERPROFILE: home,
      APPDATA: join(home, 'data'),
    };
    const places = { XDG_CONFIG_HOME: join(home, 'data'), XDG_STATE_HOME: join(home, 'state') };
    const env = { ...elsewhere, ...places };
    assert.equal((await command(transcribing, { STEMSTAVE_JOBS: jobs }).ended).code, 0);
    await rm(site.recording.replace(/\.\w+$/, '.mid'));
    await rm(site.recording.replace(/\.\w+$/, '.musicxml'));
    const before = posts(standIn);
    if (process.platform !== 'darwin') {
      const again = await command(transcribing, env).ended;
      assert.equal(again.code, 0, again.said);
      assert.equal(posts(standIn), before);
      assert.ok((await command(['jobs'], env).ended).said.includes(jobs));
    }
  });

  test('keeps to a limit, and takes none that makes no sense for none', async (t) => {
    const bench = await terminal(t, {});
    // Nothing is known of prices yet: the first request passes, the next would go over.
    const { code, said } = await bench.run('--max-credits-per-job', '50');
    assert.equal(code, 1, said);
    assert.match(said, /Your limit for one transcription is 50 credits/);
    assert.equal(bench.standIn.ledger.charges.length, 1);
    assert.equal((await bench.run('--max-credits-per-month', 'much')).code, 2);
    assert.equal(bench.standIn.ledger.charges.length, 1);
  });

  test('shows and keeps no key, even when the service repeats it', async (t) => {
    const msg = `Bad token ${KEY} for https://h/x?key=${KEY}`;
    const faults: readonly Fault[] = [{ on: 'separate', give: { kind: 'code', code: 422, msg } }];
    const bench = await terminal(t, { behaviour: { faults } });
    const { code, said } = await bench.run();
    assert.equal(code, 1);
    assert.match(said, /did not accept the request/);
    await bench.noKey();
  });
});
