import type { AppSpec } from './spec.ts';

/**
 * The tag of a version: the same for the same file and choice, so that it shows whether what runs is what is kept
 * here. Modal takes 50 characters of it.
 */
export async function tagOf(text: string, spec: AppSpec): Promise<string> {
  const lines = text.replaceAll('\r\n', '\n');
  const bytes = new TextEncoder().encode(`${lines}\0${JSON.stringify(spec)}`);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `slw-${Array.from(hash.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
