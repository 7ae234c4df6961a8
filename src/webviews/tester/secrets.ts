/** What must not be seen again once it was sent. Pure. */
import type { InvokeRequest, TestForm } from '../protocol.ts';

export function secretNames({ inputs }: TestForm): Set<string> {
  return new Set(inputs.filter(({ kind }) => kind === 'secret').map(({ name }) => name));
}

export function secretsIn({ inputs }: InvokeRequest, form: TestForm): string[] {
  const names = secretNames(form);
  return Object.entries(inputs ?? {}).flatMap(([name, value]) =>
    names.has(name) && typeof value === 'string' && value !== '' ? [value] : [],
  );
}

/** The same value with each secret as dots, wherever in it they stand: a body, or an answer that repeats them. */
export function hideSecrets<T>(value: T, secrets: readonly string[]): T {
  return secrets.length === 0 ? value : (hide(value, secrets) as T);
}

function hide(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string')
    return secrets.reduce((text, secret) => text.replaceAll(secret, '••••••'), value);
  if (Array.isArray(value)) return value.map((one) => hide(one, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, hide(one, secrets)]));
}
