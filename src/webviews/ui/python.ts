/** Python in pieces, for a little colour. Not a parser: what it does not know stays plain. Pure. */

export interface Piece {
  text: string;
  kind?: 'comment' | 'string' | 'decorator' | 'keyword' | 'number';
}

const keywords =
  'and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield|None|True|False';

const quoted = (mark: string): string =>
  `${mark.repeat(3)}[^]*?(?:${mark.repeat(3)}|(?![^]))|${mark}(?:\\\\[^]|[^${mark}\\\\\\n])*${mark}?`;

const patterns = [
  ['comment', '#[^\\n]*'],
  // One that is not ended goes on to the end, of its line or of all: so nothing is looked through twice.
  ['string', `\\b[rbfuRBFU]{1,2}(?=["'])|${['"', "'"].map(quoted).join('|')}`],
  ['decorator', '(?<=^[ \\t]*)@[\\w.]+'],
  ['keyword', `\\b(?:${keywords})\\b`],
  ['number', '\\b\\d[\\d_]*(?:\\.\\d+)?\\b'],
] as const;

const pattern = new RegExp(patterns.map(([kind, source]) => `(?<${kind}>${source})`).join('|'), 'gm');

/** Together they are the text, to the letter. */
export function pythonPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    const found = patterns.find(([kind]) => match.groups?.[kind] !== undefined);
    pieces.push({ text: match[0], ...(found === undefined ? {} : { kind: found[0] }) });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
