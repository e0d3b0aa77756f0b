import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewerHtml } from '../../../src/protocol/html.ts';

const page = {
  cspSource: 'https://*.vscode-cdn.net',
  nonce: 'abc123',
  scriptUri: 'https://x.vscode-cdn.net/viewer.js',
  styleUri: 'https://x.vscode-cdn.net/viewer.css',
  fontUris: { bravura: 'b.woff2', academico: 'a.woff2', academicoBold: 'ab.woff2' },
  soundUris: { engine: 'e.js', bank: 'gm.sf2' },
  title: 'song.mid',
  keptView: '',
};

test('the policy allows nothing unsafe and nobody else', () => {
  const html = viewerHtml(page);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  assert.match(policy, /default-src &#39;none&#39;/);
  assert.doesNotMatch(policy, /unsafe|\*(?!\.vscode-cdn\.net)/);
  assert.ok(html.indexOf('Content-Security-Policy') < html.indexOf('<link'));
  assert.doesNotMatch(html, / style=|<style|onload=|<script(?![^>]*nonce)/);
});

test('a hostile file name, or what a view kept, stays text', () => {
  const title = `"><script>alert('x')</script>&.mid`;
  const html = viewerHtml({ ...page, title, keptView: title });
  assert.ok(!html.includes('<script>alert'));
  assert.ok(html.includes('&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;.mid'));
});
