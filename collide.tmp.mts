import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
const P='/tmp/wt/view2/';
const { readMidi } = await import(P+'src/formats/midi/read.ts');
const { scoreOfDocument } = await import(P+'src/formats/midi/score-of-document.ts');
const { loadEngraver } = await import(P+'test/support/ink/engraver.ts');
const { collisions } = await import(P+'test/support/ink/collisions.ts');
const { gallery } = await import(P+'test/support/gallery/index.ts');
const engraveLines = await loadEngraver();
const verbose = process.argv.includes('-v');
const files = process.argv.slice(2).flatMap(f=>f==='-v'||f==='-l'?[]:f.startsWith('@')?readFileSync(f.slice(1),'utf8').trim().split('\n'):[f]);
const total = new Map();
let bars=0;
for (const f of files) {
  let score;
  try { score = gallery[f] ?? scoreOfDocument(readMidi(readFileSync(f))); } catch (e) { console.log(f, 'ERR', e.message); continue; }
  bars += score.bars.length;
  const lines = await engraveLines(score, 1400);
  const own = new Map(); let n=0;
  for (const [i, line] of lines.entries()) {
    if (line.failures.length) console.log(f, line.failures);
    for (const { one, other } of collisions(line.ink)) {
      const key = [one.kind, other.kind].sort().join('×') + (one.owner!==''&&one.owner===other.owner?' own':'');
      own.set(key, (own.get(key)??0)+1); n++;
      if (process.argv.includes('-l') && !/tie/.test(key) && (own.get(key)??0)<=2) console.log('  '+f, 'line '+i, 'bars '+(line.first+1)+'-'+line.end, key, one.owner, other.owner, Math.round(one.left), Math.round(one.topAt(0)));
      if (verbose) console.log(`  line ${i} bars ${line.first+1}-${line.end}`, key, one.owner, other.owner, JSON.stringify(one.text), JSON.stringify(other.text), Math.round(one.left), Math.round(one.topAt(0)));
    }
  }
  for (const [k,v] of own) total.set(k,(total.get(k)??0)+v);
  if (n && files.length<40) console.log(basename(f), score.bars.length+' bars', n, JSON.stringify(Object.fromEntries(own)));
}
console.log('TOTAL', files.length, 'files', bars,'bars', JSON.stringify(Object.fromEntries([...total].sort((a,b)=>b[1]-a[1])),null,1));
