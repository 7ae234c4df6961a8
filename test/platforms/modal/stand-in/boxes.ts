import { cells, wrap } from './wrap.ts';

const drawn = { top: '╭╮', bottom: '╰╯', side: '│', line: '─' };
const plain = { top: '++', bottom: '++', side: '|', line: '-' };

export interface BoxStyle {
  readonly columns: number;
  /** Whether the stream can carry the drawn corners. */
  readonly unicode: boolean;
}

/** As Modal's client shows what went wrong. */
export function errorBox(message: string, style: BoxStyle): string {
  return box('Error', message, style, 'left');
}

/** As it shows what a person's own file raised: where, and then one line that is not in the box. */
export function tracebackBox(file: string, type: string, message: string, style: BoxStyle): string {
  const where = box('Traceback (most recent call last)', `${file} in <module>`, style, 'middle');
  return `${where}${type}: ${message}\n`;
}

function box(title: string, text: string, { columns, unicode }: BoxStyle, place: 'left' | 'middle'): string {
  const { top, bottom, side, line } = unicode ? drawn : plain;
  const free = columns - 4 - cells(title);
  const before = place === 'left' ? 1 : Math.floor(free / 2);
  const head = `${line.repeat(before)} ${title} ${line.repeat(Math.max(0, free - before))}`;
  const rows = wrap(text, columns - 4).map(
    (row) => `${side} ${row}${' '.repeat(Math.max(0, columns - 4 - cells(row)))} ${side}`,
  );
  return `${[
    `${top[0]}${head}${top[1]}`,
    ...rows,
    `${bottom[0]}${line.repeat(columns - 2)}${bottom[1]}`,
  ].join('\n')}\n`;
}
