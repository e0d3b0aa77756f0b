/** One part of a form. */
export interface FormPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

/** Reads `multipart/form-data`; `undefined` if it is broken. */
export function parseForm(contentType: string, body: Buffer): readonly FormPart[] | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const parts: FormPart[] = [];
  const line = Buffer.from(`--${boundary}`);
  let at = body.indexOf(line);
  while (at >= 0) {
    const start = at + line.length;
    if (body.toString('latin1', start, start + 2) === '--') return parts;
    const headEnd = body.indexOf('\r\n\r\n', start);
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), line]), start);
    if (headEnd < 0 || next < 0) return undefined;
    const head = body.toString('utf8', start, headEnd);
    const name = /name="([^"]*)"/.exec(head)?.[1];
    if (name === undefined) return undefined;
    parts.push({
      name,
      fileName: /filename="([^"]*)"/.exec(head)?.[1],
      contentType: /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim(),
      bytes: body.subarray(headEnd + 4, next),
    });
    at = next + 2;
  }
  return undefined;
}
