import { forbidden, hostileTexts, markup, noteLink, picture } from './hostileTexts.ts';
import { placesOf } from './places.ts';
import type { Kind } from './places.ts';

const longest: Partial<Record<Kind, number>> = {
  line: 1000,
  pick: 1000,
  note: 2000,
  block: 2000,
  markdown: 60_000,
};

function wrongWith(kind: Kind, shown: string): string | undefined {
  if (kind === 'json') return undefined;
  if (kind !== 'csv' && forbidden.test(shown)) return 'a control or hidden character';
  if (kind !== 'csv' && !shown.isWellFormed()) return 'half a character';
  if (shown.length > (longest[kind] ?? Infinity)) return `${shown.length} characters`;
  if (['line', 'pick', 'note'].includes(kind) && /[\n\r]/.test(shown)) return 'a line that ends';
  if ((kind === 'pick' || kind === 'note') && picture.test(shown)) return 'a picture';
  if (kind === 'note' && noteLink.test(shown)) return 'a link';
  if (kind === 'markdown' && markup.test(shown.replaceAll('**', ''))) return 'markup';
  if (kind === 'csv' && cells(shown).some((cell) => /^[=+\-@\t\r]/.test(cell))) return 'a formula';
  return undefined;
}

/** RFC 4180, read back. */
const cells = (csv: string): string[] =>
  [...csv.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(?:,|\r\n|$)/g)].map(([, cell = '']) =>
    cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
  );

export interface HostileFigures {
  texts: number;
  places: number;
  wrong: string[];
}

/** Every text in every place. */
export function hostileEverywhere(): HostileFigures {
  const figures: HostileFigures = { texts: hostileTexts.length, places: 0, wrong: [] };
  for (const text of hostileTexts)
    for (const [kind, where, shown] of placesOf(text)) {
      figures.places++;
      const wrong = wrongWith(kind, shown);
      if (wrong) figures.wrong.push(`${where}: ${wrong} in ${JSON.stringify(shown.slice(0, 200))}`);
      if (kind === 'json') JSON.parse(shown);
    }
  return figures;
}
