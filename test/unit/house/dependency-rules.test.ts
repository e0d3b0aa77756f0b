import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSourceFiles, type Import, type SourceFile } from '../../support/source-files.ts';

const files = readSourceFiles();

/** First folder below `src/`; '' for files at its top. */
function roomOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

function violations(
  inScope: (file: SourceFile) => boolean,
  forbidden: (imported: Import, file: SourceFile) => boolean,
): readonly string[] {
  return files
    .filter(inScope)
    .flatMap((file) =>
      file.imports
        .filter((imported) => forbidden(imported, file))
        .map((imported) => `${file.path} imports ${imported.specifier}`),
    );
}

/** Which rooms a room may import from; itself and `errors.ts` always. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  nets: [],
  transcription: [],
  score: ['transcription', 'nets'],
  formats: ['transcription', 'score'],
  protocol: ['transcription', 'score'],
  viewer: ['protocol', 'score', 'transcription'],
  engines: ['transcription', 'jobs', 'nets'],
  jobs: ['transcription', 'engines'],
  print: ['protocol', 'score', 'transcription', 'viewer'],
  cli: ['transcription', 'score', 'formats', 'engines', 'jobs', 'print'],
  host: ['transcription', 'score', 'formats', 'engines', 'jobs', 'protocol', 'print'],
};

test('the compiler finds the files of every room', () => {
  const rooms = new Set(files.map((file) => roomOf(file.path)));
  for (const room of Object.keys(ALLOWED)) assert.ok(rooms.has(room), `no files in src/${room}`);
});

test('each room imports only from the rooms it may', () => {
  const found = violations(
    (file) => roomOf(file.path) !== '',
    (imported, file) => {
      if (imported.target === undefined) return false;
      const [from, to] = [roomOf(file.path), roomOf(imported.target)];
      return imported.target !== 'errors.ts' && to !== from && !ALLOWED[from]?.includes(to);
    },
  );
  assert.deepEqual(found, []);
});

test('nets, transcription, score and formats run anywhere: no vscode, DOM, Node or VexFlow', () => {
  // The DOM's and Node's globals are kept out by the compiler: see tsconfig.pure.json.
  const found = violations(
    (file) => ['nets', 'transcription', 'score', 'formats'].includes(roomOf(file.path)),
    (imported) => imported.target === undefined && imported.specifier !== 'midi-file',
  );
  assert.deepEqual(found, []);
});

test('vscode is a value only in host/ and extension.ts', () => {
  const found = violations(
    (file) => roomOf(file.path) !== 'host' && file.path !== 'extension.ts',
    (imported) => imported.specifier === 'vscode' && !imported.isTypeOnly,
  );
  assert.deepEqual(found, []);
});

test('vexflow is imported only where music is engraved', () => {
  const found = violations(
    (file) => !file.path.startsWith('viewer/engraving/'),
    (imported) => imported.specifier.startsWith('vexflow'),
  );
  assert.deepEqual(found, []);
});

test('host and cli reach the engraver only through its thread', () => {
  const doors = ['print/print-thread.ts', 'print/requests.ts', 'print/paper.ts'];
  const found = violations(
    (file) => ['host', 'cli'].includes(roomOf(file.path)),
    ({ target }) => target?.startsWith('print/') === true && !doors.includes(target),
  );
  assert.deepEqual(found, []);
});

test('undici is reached only through modules that leave the global dispatcher alone', () => {
  const found = violations(
    () => true,
    (imported) =>
      imported.specifier === 'undici'
        ? !imported.isTypeOnly
        : imported.specifier.startsWith('undici/') && !imported.specifier.startsWith('undici/lib/'),
  );
  assert.deepEqual(found, []);
});

test('engines show no UI and read no settings: they know neither vscode nor the host', () => {
  const found = violations(
    (file) => ['engines', 'jobs'].includes(roomOf(file.path)),
    (imported) => imported.specifier === 'vscode' || imported.target?.startsWith('host/') === true,
  );
  assert.deepEqual(found, []);
});

test('there are no default exports', () => {
  assert.deepEqual(
    files.filter((file) => file.hasDefaultExport).map((file) => file.path),
    [],
  );
});

test('no file is so long that it needs a table of contents', () => {
  const long = files.filter((file) => file.lineCount > 400);
  assert.deepEqual(
    long.map((file) => `${file.path}: ${file.lineCount} lines`),
    [],
  );
});

test('there are no import cycles', () => {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const { target } of byPath.get(path)?.imports ?? []) {
      if (target !== undefined) visit(target, [...trail, path]);
    }
    state.set(path, 'done');
  };
  for (const file of files) visit(file.path, []);
  assert.deepEqual(cycles, []);
});
