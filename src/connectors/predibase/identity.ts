import { t } from '@vscode/l10n';
import { plural } from '../plural.ts';
import type { Account } from '../connector.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { PredibaseApi } from './api.ts';
import { problem } from './errors.ts';
import type { LegacyPaths } from './legacy.ts';
import { user } from './wire.ts';
import type { WireUser } from './wire.ts';

/** A tenant that could not be read is asked for again, but not with every list. */
const askAgainAfter = 5 * 60_000;

/** Who the token belongs to. Kept for the life of the process: serving addresses need the tenant. */
export class Identity {
  readonly #api: PredibaseApi;
  readonly #legacy: LegacyPaths;
  readonly #given: string;
  #known: WireUser | undefined;
  #failedAt: number | undefined;

  constructor(api: PredibaseApi, legacy: LegacyPaths, tenant: string) {
    this.#api = api;
    this.#legacy = legacy;
    this.#given = tenant;
  }

  async read(signal?: AbortSignal): Promise<WireUser> {
    this.#known = await this.#legacy.get(user, '/users/current', {}, signal).catch(refusedToken);
    return this.#known;
  }

  /** The short code in serving addresses. */
  async tenant(signal?: AbortSignal): Promise<string> {
    if (this.#given !== '') return this.#given;
    const code = (this.#known ?? (await this.read(signal))).tenant?.shortCode;
    if (code !== undefined && code !== '') return code;
    throw problem('malformed', t('Predibase does not say which tenant the token belongs to.'), {
      hint: t('Enter the tenant id from Settings › My Profile with the token.'),
    });
  }

  /** For rows, which are shown without it, too. */
  async tenantIfKnown(fresh: boolean, signal?: AbortSignal): Promise<string | undefined> {
    const now = this.#api.clock.now();
    const unasked = this.#known === undefined && this.#given === '';
    const due = unasked && now - (this.#failedAt ?? Number.NEGATIVE_INFINITY) >= askAgainAfter;
    try {
      if (fresh || due) await this.read(signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.#failedAt = now;
    }
    return this.#given || this.#known?.tenant?.shortCode || undefined;
  }

  /** A plan that has run out refuses everything that computes (SDK: predibase/pql/__init__.py). */
  expired(): ErrorData | undefined {
    const days = this.#known?.tenant?.subscription?.daysRemainingInPlan;
    if (days === undefined || days > 0) return undefined;
    return problem('payment-required', t('The Predibase plan of this account has expired.'), {
      hint: t('Deployments may not answer until it is renewed with Predibase.'),
    }).data;
  }
}

/** Which status stands for a wrong token is not documented. Whose it is, it may always ask. */
function refusedToken(error: unknown): never {
  if (error instanceof PlatformError && error.code === 'forbidden')
    throw new PlatformError({ ...error.data, code: 'unauthorized' }, error);
  throw error;
}

export function toAccount(wire: WireUser, token: string): Account {
  const { tenant, username, uuid } = wire;
  const name = tenant?.name ?? username ?? t('Predibase account');
  const details = [
    { label: t('User'), value: username },
    { label: t('Tenant id'), value: tenant?.shortCode },
    { label: t('Plan'), value: planOf(wire) },
    // The older, longer form of tokens was announced to end in April 2024; nothing refuses it here.
    {
      label: t('Token'),
      value: token.startsWith('pb_') ? undefined : t('does not begin with pb_, as current tokens do'),
    },
  ];
  return {
    label: username === undefined || username === name ? name : `${name} (${username})`,
    id: tenant?.shortCode ?? uuid ?? name,
    details: details.flatMap(({ label, value }) =>
      value === undefined || value === '' ? [] : [{ label, value }],
    ),
  };
}

function planOf({ tenant }: WireUser): string | undefined {
  const { tier, isTrial, daysRemainingInPlan: days } = tenant?.subscription ?? {};
  const name = [tier, isTrial ? t('trial') : undefined].filter((word) => word !== undefined).join(', ');
  const left = days === undefined ? undefined : days <= 0 ? t('expired') : t`${plural(days, 'day')} left`;
  return [name, left].filter(Boolean).join(', ') || undefined;
}
