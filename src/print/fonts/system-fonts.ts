import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { create, type Font } from 'fontkit';

/** A font of the computer, and which file it is from. */
export interface SystemFont {
  readonly path: string;
  readonly font: Font;
}

/** Where the platforms keep their fonts. */
export function systemFontFolders(platform = process.platform): readonly string[] {
  const home = homedir();
  if (platform === 'win32') {
    return [
      join(process.env['WINDIR'] ?? 'C:\\Windows', 'Fonts'),
      join(home, 'AppData', 'Local', 'Microsoft', 'Windows', 'Fonts'),
    ];
  }
  return platform === 'darwin'
    ? ['/System/Library/Fonts', '/Library/Fonts', join(home, 'Library', 'Fonts')]
    : ['/usr/share/fonts', '/usr/local/share/fonts', join(home, '.local', 'share', 'fonts')];
}

/** Fonts with the letters of many scripts, by the beginnings of their files' names on all platforms. */
const LIKELY =
  /noto|source.?han|hiragino|ヒラギノ|yugoth|yumin|meiryo|msgothic|msyh|simsun|malgun|pingfang|applesdgothic|stheiti|songti|arial ?unicode|arialuni|droidsansfallback|wqy|unifont|freeserif|dejavusans\./i;
/** Those that go with our own text font, on any platform. */
const SERIF = /serif|mincho|ming|song|simsun|batang|myungjo|yumin/i;
/** Other styles than the plain one come last; pictures in colour have no outlines. */
const STYLED = /bold|italic|oblique|black|light|thin|heavy|medium|condensed|mono/i;
const COLOURED = /emoji|colou?r/i;
const MOST_BYTES = 64 * 2 ** 20;
const MOST_BYTES_IN_ALL = 512 * 2 ** 20;

/**
 * Finds fonts of the computer for letters that we ship none for: one that has them all, or those that
 * have most of them. What no font has, or what cannot be read, is left out.
 */
export async function findSystemFonts(
  letters: ReadonlySet<string>,
  folders: readonly string[],
): Promise<SystemFont[]> {
  const codes = Array.from(letters, (letter) => letter.codePointAt(0) ?? 0);
  const partial: { found: SystemFont; has: Set<number> }[] = [];
  let bytes = 0;
  for (const path of await fontFiles(folders)) {
    const size = await stat(path).then(
      (each) => each.size,
      () => Infinity,
    );
    if (size > MOST_BYTES) continue;
    bytes += size;
    if (bytes > MOST_BYTES_IN_ALL) break;
    const font = await openedFor(path, codes);
    if (font === undefined) continue;
    const has = new Set(codes.filter((code) => font.hasGlyphForCodePoint(code)));
    if (has.size === codes.length) return [{ path, font }];
    if (has.size > 0) partial.push({ found: { path, font }, has });
  }
  return fewest(partial, new Set(codes));
}

/** Greedily, those that add most. */
function fewest(
  candidates: readonly { readonly found: SystemFont; readonly has: ReadonlySet<number> }[],
  missing: Set<number>,
): SystemFont[] {
  const taken: SystemFont[] = [];
  while (missing.size > 0) {
    const gain = ({ has }: { readonly has: ReadonlySet<number> }): number =>
      [...has].filter((code) => missing.has(code)).length;
    const [first, ...others] = candidates;
    if (first === undefined) break;
    const best = others.reduce((a, b) => (gain(b) > gain(a) ? b : a), first);
    if (gain(best) === 0) break;
    taken.push(best.found);
    for (const code of best.has) missing.delete(code);
  }
  return taken;
}

async function fontFiles(folders: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true }).catch(() => []);
    files.push(
      ...entries
        .filter((name) => /\.(ttf|otf|ttc|otc)$/i.test(name) && !COLOURED.test(name))
        .map((name) => join(folder, name)),
    );
  }
  const rank = (path: string): number =>
    (LIKELY.test(path) ? 0 : 4) + (STYLED.test(path) ? 2 : 0) + (SERIF.test(path) ? 0 : 1);
  return files.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** The font in a file, or the one of several, that has most of some letters. */
async function openedFor(path: string, codes: readonly number[]): Promise<Font | undefined> {
  try {
    const opened = create(await readFile(path));
    const fonts = 'layout' in opened ? [opened] : opened.fonts;
    const count = (font: Font): number =>
      codes.filter((code) => font.hasGlyphForCodePoint(code)).length;
    return fonts.reduce<Font | undefined>(
      (best, font) => (best === undefined || count(font) > count(best) ? font : best),
      undefined,
    );
  } catch {
    // Somebody else's file, perhaps a broken one: there are others.
    return undefined;
  }
}
