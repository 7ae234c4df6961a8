import { t } from '@vscode/l10n';
import type { ModelChoice, ModelQuery, ModelVariant, Page } from '../catalogue.ts';
import type { ModelRef } from '../domain.ts';
import { capitalized, mostRepos } from './adapters.ts';
import type { Adapters, AdapterVersion } from './adapters.ts';
import type { PredibaseApi } from './api.ts';
import { problem } from './errors.ts';
import { deploymentList } from './wire.ts';

/** What can be deployed: base models that Predibase shares, any that is typed, and adapters of this account. */
export class Catalogue {
  readonly #api: PredibaseApi;
  readonly #adapters: Adapters;

  constructor(api: PredibaseApi, adapters: Adapters) {
    this.#api = api;
    this.#adapters = adapters;
  }

  models({ scope, text = '' }: ModelQuery, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    const wanted = text.trim();
    return scope === 'own' ? this.#own(wanted, signal) : this.#bases(wanted, signal);
  }

  /** No call lists base models; those of the shared deployments are known to be there. */
  async #bases(text: string, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    const { data } = await this.#api.get(deploymentList, '/v2/deployments', { type: 'shared' }, signal);
    const known = new Map<string, ModelChoice>();
    for (const { model } of data ?? []) {
      const name = model?.name;
      if (name === undefined || name === '' || known.has(name)) continue;
      const contextLength = model?.maxInputLength;
      const more = contextLength === undefined ? {} : { contextLength };
      known.set(name, { id: name, name, kind: 'model', tags: [], deployable: true, ...more });
    }
    const found = [...known.values()].filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
    return { items: text === '' || known.has(text) ? found : [...found, typed(text)] };
  }

  async #own(text: string, signal?: AbortSignal): Promise<Page<ModelChoice>> {
    const repos = await this.#adapters.repos(signal);
    const [name = ''] = text.toLowerCase().split('/');
    const matching = repos.filter((repo) => repo.name.toLowerCase().includes(name));
    const cut = repos.length >= mostRepos;
    if (cut && name !== '' && !matching.some((repo) => repo.name.toLowerCase() === name)) {
      const beyond = await this.#adapters.repo(text.split('/')[0] ?? '', signal);
      if (beyond) matching.push(beyond);
    }
    const wanted = ({ id }: AdapterVersion) => id.toLowerCase().includes(text.toLowerCase());
    const versions = await this.#adapters.versions(matching, wanted, signal);
    const items = versions.map(toChoice);
    return { items: cut ? [...items, more] : items };
  }

  variants(model: ModelRef): ModelVariant[] {
    if (model.kind === 'model')
      return [
        {
          id: 'dynamic',
          label: t('Adapters on request'),
          details: [t('A test can name any adapter that fits.')],
          preferred: true,
        },
      ];
    if (model.base === undefined || model.base.trim() === '')
      throw problem(
        'unsupported',
        t`The base model of ${model.name} is not known, so it cannot be deployed.`,
        {
          hint: t('Deploy its base model, and name the adapter in the test.'),
          field: 'model',
        },
      );
    return [
      {
        id: 'dynamic',
        label: t('Loaded on request'),
        details: [
          t`Deploys ${model.base}; the first request with the adapter waits until it is loaded.`,
          t('Other adapters of the same base can be used, too.'),
        ],
        preferred: true,
      },
      {
        id: 'preloaded',
        label: t('Loaded at start'),
        details: [
          t('The first request does not wait.'),
          t('No memory is left for other adapters: requests with another one fail.'),
        ],
      },
    ];
  }
}

function typed(text: string): ModelChoice {
  const path = text.includes('/');
  return {
    id: text,
    name: text,
    kind: 'model',
    description: path
      ? t('A model from Hugging Face, as typed: Predibase tries to run it, and needs an accelerator for it.')
      : t('A name as typed: Predibase publishes no list of its models.'),
    tags: [],
  };
}

function toChoice({ id, base, description, state }: AdapterVersion): ModelChoice {
  const texts = [description, state === undefined || state.note === '' ? undefined : capitalized(state.note)];
  const text = texts.filter((each) => each !== undefined).join(' · ');
  return {
    id,
    name: id,
    kind: 'adapter',
    ...(base === undefined ? {} : { base }),
    ...(text === '' ? {} : { description: text }),
    tags: [],
    ...(state === undefined
      ? {}
      : { deployable: state.ready ? (true as const) : { no: capitalized(state.note) } }),
  };
}

/** Said in the list itself, so that nobody takes it for everything. */
const more: ModelChoice = {
  id: '',
  name: t('There may be more'),
  kind: 'adapter',
  description: t`Predibase lists no more than ${mostRepos} repositories.`,
  tags: [],
  deployable: { no: t('Type the name of the repository to find one that is not listed.') },
};
