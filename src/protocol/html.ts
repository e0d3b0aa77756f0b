/** Where the parts of the page are, as webview URIs, and what makes its policy strict. */
export interface ViewerPage {
  /** `webview.cspSource`. */
  readonly cspSource: string;
  /** New and unguessable for every page. */
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly fontUris: ViewerFontUris;
  readonly soundUris: ViewerSoundUris;
  readonly title: string;
  /** What the last view of this score kept of itself; empty if there was none. */
  readonly keptView: string;
}

export interface ViewerFontUris {
  readonly bravura: string;
  readonly academico: string;
  readonly academicoBold: string;
}

export interface ViewerSoundUris {
  /** Script of the audio worklet. */
  readonly engine: string;
  /** The sounds of General MIDI. */
  readonly bank: string;
}

/** The whole page of the view. Nothing inline, nothing remote, no `unsafe-*`. */
export function viewerHtml(page: ViewerPage): string {
  const { cspSource, nonce, fontUris, soundUris } = page;
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `connect-src ${cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<link rel="stylesheet" href="${escapeHtml(page.styleUri)}">
</head>
<body>
<main id="stemstave" data-bravura="${escapeHtml(fontUris.bravura)}" data-academico="${escapeHtml(fontUris.academico)}" data-academico-bold="${escapeHtml(fontUris.academicoBold)}" data-sound-engine="${escapeHtml(soundUris.engine)}" data-sound-bank="${escapeHtml(soundUris.bank)}" data-kept-view="${escapeHtml(page.keptView)}"></main>
<script nonce="${escapeHtml(nonce)}" src="${escapeHtml(page.scriptUri)}"></script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
