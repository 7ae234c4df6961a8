/** A request in one line, for the list of earlier tests. Pure. */
import { t } from '@vscode/l10n';
import type { InvokeRequest } from '../protocol.ts';
import { addressOf, dataUriOf } from './media.ts';

const longest = 160;

export function summaryOf({ prompt, inputs = {} }: InvokeRequest): string {
  if (prompt.trim() !== '') return prompt;
  // What a person wrote says most; switches and numbers say least.
  const entries = Object.entries(inputs);
  const worded = entries.find(([name, value]) => /prompt|text|question|query/i.test(name) && isWords(value));
  if (worded !== undefined) return String(worded[1]);
  if (entries.length === 0) return t('No inputs');
  const line = entries.map(([name, value]) => `${name}: ${valueInWords(value)}`).join(', ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

const isWords = (value: unknown): boolean =>
  typeof value === 'string' && value.trim() !== '' && dataUriOf(value) === undefined && !isAddress(value);

const isAddress = (text: string): boolean => /^https?:\/\//i.test(text);

function valueInWords(value: unknown): string {
  if (typeof value === 'string') {
    const data = dataUriOf(value);
    if (data !== undefined) return t`a file (${data.mediaType})`;
    return isAddress(value) ? addressOf(value).name : value;
  }
  if (Array.isArray(value)) return `[${value.map(valueInWords).join(', ')}]`;
  return JSON.stringify(value);
}
