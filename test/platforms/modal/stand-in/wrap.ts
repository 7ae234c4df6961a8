/** How many columns of a terminal a text takes. */
export function cells(text: string): number {
  let sum = 0;
  for (const character of text) sum += cellsOf(character.codePointAt(0)!);
  return sum;
}

function cellsOf(code: number): number {
  if (code === 0xfe0f || code === 0x200d) return 0;
  const wide = code >= 0x1f300 || (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xd7a3);
  return wide || code === 0x23ed ? 2 : 1;
}

/** Between words; a word that is longer than a line, an address for one, is cut where the line ends. */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, Math.max(1, width)));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines = [''];
  for (const word of paragraph.match(/\S+\s*|^\s+/g) ?? []) {
    const fits = cells(lines.at(-1)!) + cells(word.trimEnd()) <= width;
    if (!fits && lines.at(-1) !== '') lines.push('');
    for (const piece of pieces(word, width)) {
      if (cells(lines.at(-1)!) + cells(piece.trimEnd()) > width) lines.push('');
      lines.push(lines.pop()! + piece);
    }
  }
  return lines.map((line) => line.trimEnd());
}

function pieces(word: string, width: number): string[] {
  if (cells(word.trimEnd()) <= width) return [word];
  const parts = [''];
  for (const character of word) {
    if (cells(parts.at(-1)! + character.trimEnd()) > width) parts.push('');
    parts.push(parts.pop()! + character);
  }
  return parts;
}
