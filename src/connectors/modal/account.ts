import { t } from '@vscode/l10n';
import type { Account } from '../connector.ts';
import { isCancelled } from '../errors.ts';
import type { ErrorData } from '../errors.ts';
import type { ModalApi } from './api.ts';
import type { Environments } from './environments.ts';
import { problem } from './errors.ts';
import { dayText } from './units.ts';

/** How long before its end a token is spoken of. */
const soon = 7 * 24 * 3_600_000;

/** Whom the token belongs to, and until when. */
export class TokenAccount {
  readonly #api: ModalApi;
  readonly #environments: Environments;
  #expiresAt: number | undefined;
  #asked = false;

  constructor(api: ModalApi, environments: Environments) {
    this.#api = api;
    this.#environments = environments;
  }

  async verify(signal?: AbortSignal): Promise<Account> {
    const info = await this.#api.optional('tokenInfoGet', {}, { signal, retry: true });
    const name = info?.workspaceName || (await this.#workspaceName(signal));
    const environments = await this.#environments.read(signal);
    this.#keep(info?.expiresAt);
    const person = info?.userIdentity?.username || info?.serviceUserIdentity?.serviceUserName;
    const detail = (label: string, value: string | undefined) => (value ? [{ label, value }] : []);
    return {
      label: name,
      id: info?.workspaceId || name,
      details: [
        { label: t('Workspace'), value: name },
        ...detail(info?.serviceUserIdentity ? t('Service user') : t('User'), person),
        ...detail('Token', info?.tokenName),
        ...detail(t('Token expires'), this.#expiresAt === undefined ? undefined : dayText(this.#expiresAt)),
        ...detail(t('Environments'), environments.map((item) => item.name).join(', ')),
      ],
    };
  }

  /** A note in good time. Asked for once: a token's end does not move. */
  async expiry(signal?: AbortSignal): Promise<ErrorData[]> {
    if (!this.#asked) {
      try {
        const info = await this.#api.optional('tokenInfoGet', {}, { signal });
        this.#keep(info?.expiresAt);
      } catch (error) {
        // Without it the list is as good.
        if (isCancelled(error)) throw error;
      }
    }
    const at = this.#expiresAt;
    if (at === undefined) return [];
    const left = at - this.#api.clock.now();
    if (left > soon) return [];
    const hint = t('Make a new one with: modal token new, and connect again.');
    return left > 0
      ? [problem('forbidden', t`The token expires on ${dayText(at)}.`, { hint }).data]
      : [problem('unauthorized', t`The token expired on ${dayText(at)}.`, { hint }).data];
  }

  #keep(expiresAt: Date | undefined): void {
    this.#asked = true;
    // An unset time may arrive as the beginning of time.
    this.#expiresAt = expiresAt && expiresAt.getTime() > 0 ? expiresAt.getTime() : undefined;
  }

  /** Of an older server. Its `username` is the workspace's name (Modal's own clients read it so). */
  async #workspaceName(signal?: AbortSignal): Promise<string> {
    const { username } = await this.#api.call('workspaceNameLookup', {}, { signal });
    return username || 'Modal';
  }
}
