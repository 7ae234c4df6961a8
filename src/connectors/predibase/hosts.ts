import { t } from '@vscode/l10n';
import { withoutLastSlash } from '../address.ts';
import { PlatformError } from '../errors.ts';

export const defaultGateway = 'https://api.app.predibase.com';

const setting = (key: 'gateway' | 'serving') => `slipway.predibase.baseUrl.${key}`;

/** The two hosts of one installation: the gateway of its control plane, and where its models answer. */
export class Hosts {
  readonly #gateway: string;
  readonly #serving: string;

  constructor(given: Record<string, string>) {
    this.#gateway = given['gateway'] ?? '';
    this.#serving = given['serving'] ?? '';
  }

  get gateway(): string {
    return normalizeGateway(this.#gateway.trim() === '' ? defaultGateway : this.#gateway);
  }

  get serving(): string {
    return this.#serving.trim() === '' ? deriveServing(this.gateway) : normalizeServing(this.#serving);
  }

  /** Throws with the reason when the serving address cannot be known. */
  requireServing(): void {
    new URL(this.serving);
  }

  /** The same where nothing may fail because of it: undefined when it cannot be known. */
  get servingIfKnown(): string | undefined {
    try {
      return this.serving;
    } catch {
      return undefined;
    }
  }
}

/** The version is part of each path (SDK 2025.2.3, predibase/_client.py, takes it off the gateway, too). */
export function normalizeGateway(text: string): string {
  return address(text, 'gateway').replace(/\/+(v1|v2)$/, '');
}

export function normalizeServing(text: string): string {
  const url = address(text, 'serving');
  if (/\/v[12]$/.test(url))
    throw invalid(
      'serving',
      t`The serving address ${url} ends in ${url.slice(-3)}: tenant and deployment have to stand before that, and are added to it here.`,
      t('Give the host alone, like https://serving.app.predibase.com.'),
    );
  return url;
}

/**
 * The rule of the SDK (predibase/util): the first label of the gateway's name becomes `serving`. That makes
 * nonsense of an IP address and of a name with one label, so there the address has to be given.
 */
export function deriveServing(gateway: string): string {
  const { hostname, port } = new URL(gateway);
  const labels = hostname.split('.');
  const isAddress = hostname.startsWith('[') || /^[\d.]+$/.test(hostname);
  if (isAddress || labels.length === 1)
    throw invalid(
      'serving',
      t`The serving address cannot be derived from the gateway ${hostname}, which is ${isAddress ? t('an IP address') : t('a name of one part')}.`,
      t`Give it in the setting ${setting('serving')}.`,
    );
  return `https://${['serving', ...labels.slice(1)].join('.')}${port === '' ? '' : `:${port}`}`;
}

function address(text: string, key: 'gateway' | 'serving'): string {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw invalid(key, t`The ${key} address is not an http or https address.`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw invalid(key, t`The ${key} address has more in it than a host and a path.`);
  return withoutLastSlash(url.href);
}

function invalid(key: 'gateway' | 'serving', message: string, hint?: string): PlatformError {
  return new PlatformError({
    platform: 'predibase',
    code: 'invalid',
    message,
    hint: hint ?? t`Correct the setting ${setting(key)}.`,
    field: setting(key),
  });
}
