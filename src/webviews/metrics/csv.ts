import type { NanoUsd } from '../protocol.ts';

export type Cell = string | number | undefined;

/** A table as RFC 4180 has it. What is unknown is an empty cell, never 0. */
export function csv(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [headings, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  // A spreadsheet would take a text that begins so for a formula, and run it.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Decimal dollars with every digit: a fraction as a number would not keep them. What was spent is never negative. */
export function dollars(nano: NanoUsd | undefined): Cell {
  if (nano === undefined) return undefined;
  const whole = BigInt(Math.round(nano));
  const fraction = (whole % 1_000_000_000n).toString().padStart(9, '0').replace(/0+$/, '');
  return `${whole / 1_000_000_000n}${fraction === '' ? '' : `.${fraction}`}`;
}

/** `2026-11-26T10:05:00Z` */
export const instant = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

/** A name for a file: letters, digits and dashes of what it is about, and its time. */
export function fileName(
  about: string,
  { from, to }: { from: number; to: number },
  type: 'csv' | 'json',
): string {
  const subject = about
    .normalize('NFKD')
    .replace(/[^\w]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const stamp = (at: number) => new Date(at).toISOString().slice(0, 16).replace(/[:T]/g, '');
  return `slipway-${subject || 'metrics'}-${stamp(from)}-${stamp(to)}.${type}`;
}
