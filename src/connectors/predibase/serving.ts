import { t } from '@vscode/l10n';
import { encoded } from '../address.ts';
import type { AdapterChoice } from '../catalogue.ts';
import { isCancelled, PlatformError } from '../errors.ts';
import type { HttpClient } from '../http.ts';
import type { TestForm } from '../test-form.ts';
import type { Adapters } from './adapters.ts';
import type { Deployments } from './deployments.ts';
import { loraxForm } from './lorax/form.ts';
import type { LoraxTarget } from './lorax/target.ts';
import { readingOf } from './mapping.ts';
import { isShared } from './ownership.ts';
import type { WireDeployment } from './wire.ts';

const preloadedOnly = t(
  'Adapters were loaded when this deployment started, which leaves no memory for others (LoRAX then reserves none).',
);

/** Deployments of the control plane as what answers: LoRAX, behind a gateway that wants the API token. */
export class Serving {
  readonly #http: HttpClient;
  readonly #deployments: Deployments;
  readonly #adapters: Adapters;
  readonly #hfToken: string | undefined;

  constructor(http: HttpClient, deployments: Deployments, adapters: Adapters, hfToken: string | undefined) {
    this.#http = http;
    this.#deployments = deployments;
    this.#adapters = adapters;
    this.#hfToken = hfToken;
  }

  /** Where a test goes. Nothing is asked of the serving host before: that may wake a replica. */
  async target(name: string, signal?: AbortSignal): Promise<LoraxTarget> {
    const { api, hosts, identity } = this.#deployments;
    const host = hosts.serving;
    const tenant = await identity.tenant(signal);
    const maxTotalTokens = this.#deployments.lastSeen(name)?.config?.maxTotalTokens;
    return {
      kind: 'gateway',
      baseUrl: `${host}/${encoded(tenant)}/deployments/v2/llms/${encoded(name)}`,
      headers: { authorization: `Bearer ${api.token}` },
      defaultSource: 'pbase',
      adapterToken: (source) =>
        source === 'pbase' ? api.token : source === 'hub' ? this.#hfToken : undefined,
      ...(maxTotalTokens === undefined ? {} : { maxTotalTokens }),
      http: this.#http,
      clock: api.clock,
      redact: api.redact,
    };
  }

  async adapters(name: string, signal?: AbortSignal): Promise<AdapterChoice[]> {
    return this.#choices(await this.#deployments.read(name, signal), signal);
  }

  async testForm(name: string, signal?: AbortSignal): Promise<TestForm> {
    const wire = await this.#deployments.read(name, signal);
    const notes: string[] = [];
    const choices = await this.#choices(wire, signal).catch((error: unknown) => {
      if (isCancelled(error)) throw error;
      notes.push(t`The adapters of this account could not be read: ${PlatformError.from(error).message}`);
      return [];
    });
    const preloaded = wire.config?.preloadedAdapters ?? [];
    const form = loraxForm({
      choices,
      kind: 'gateway',
      defaultSource: 'pbase',
      preloadedOnly: preloaded.length === 0 ? undefined : preloadedOnly,
      maxTotalTokens: wire.config?.maxTotalTokens,
    });
    const { scaledToZero } = readingOf(wire, undefined);
    if (scaledToZero && !isShared(wire))
      notes.push(
        t(
          'No replica runs: a test wakes the deployment, waits for minutes until it is up, and starts billing.',
        ),
      );
    if (isShared(wire)) notes.push(t('Shared deployments are limited in requests and tokens by plan.'));
    return { ...form, notes: [...notes, ...(form.notes ?? [])] };
  }

  async #choices(wire: WireDeployment, signal?: AbortSignal): Promise<AdapterChoice[]> {
    const base = wire.model?.name ?? wire.config?.baseModel;
    const preloaded = wire.config?.preloadedAdapters ?? [];
    if (preloaded.length > 0)
      return preloaded.map((id) => ({
        id,
        name: id,
        kind: 'adapter',
        ...(base === undefined ? {} : { base }),
        source: 'pbase',
        note: t('Loaded at start.'),
      }));
    return base === undefined ? [] : this.#adapters.fitting(base, signal);
  }
}
