import { t } from '@vscode/l10n';
import type { ModelChoice, ModelQuery, ModelVariant, Page } from '../connector.ts';
import type { ModelRef } from '../domain.ts';
import { isEndpointFamily, listedModels } from './catalogue-data.ts';
import type { ListedModel } from './catalogue-data.ts';
import { problem } from './errors.ts';
import { suggestedGpu } from './sizing.ts';

const repository = /^[\w.-]+\/[\w.-]+$/;

/** Modal has no list of models: well-known ones, and any repository that is typed. */
export function cataloguePage({ text = '' }: ModelQuery): Page<ModelChoice> {
  const typed = text
    .trim()
    .replace(/^https:\/\/huggingface\.co\//i, '')
    .replace(/\/$/, '');
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = listedModels.filter(({ id, description }) => {
    const all = `${id} ${description}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const listed = found.some(({ id }) => id.toLowerCase() === typed.toLowerCase());
  const own = repository.test(typed) && !listed ? [typedChoice(typed)] : [];
  return { items: [...own, ...found.map(toChoice)] };
}

/** What the workspace's own deployments serve, as far as it is known here. */
export function ownPage(models: readonly ModelRef[], { text = '' }: ModelQuery): Page<ModelChoice> {
  const wanted = text.trim().toLowerCase();
  const unique = new Map(models.filter(({ id }) => id !== '').map((model) => [model.id, model]));
  return {
    items: [...unique.values()]
      .filter(({ id }) => id.toLowerCase().includes(wanted))
      .map((model) => ({ ...model, description: t('Served in this workspace.'), tags: [] })),
  };
}

export function variantsOf(model: ModelRef): ModelVariant[] {
  const base = model.kind === 'adapter' ? model.base : model.id;
  if (base === undefined || base.trim() === '')
    throw problem('unsupported', t('It is not known which model this is.'), {
      hint: t('Type its name as on Hugging Face: org/name.'),
    });
  const endpoint = model.kind !== 'adapter' && isEndpointFamily(base);
  const gpu = suggestedGpu(base);
  return [
    {
      id: 'app',
      label: t('App: a Python file of your own'),
      details: [
        t('Slipway writes the file; your own Python deploys it with Modal’s client.'),
        t('Any model that vLLM runs, the GPU of your choice, LoRA adapters, versions to go back to.'),
        ...(gpu === undefined ? [] : [t`${gpu} holds the weights, judging by the name.`]),
      ],
      ...(endpoint ? {} : { preferred: true }),
    },
    ...(model.kind === 'adapter'
      ? []
      : [
          {
            id: 'endpoint',
            label: t('Endpoint: run by Modal'),
            details: [
              t('No Python and no code: Modal chooses the GPUs and runs the server.'),
              t('Qwen, Kimi, Gemma 4, DeepSeek, Nemotron, GPT-OSS and GLM only, or full fine-tunes of them.'),
              t('It cannot be changed or rolled back afterwards.'),
            ],
            ...(endpoint ? { preferred: true as const } : {}),
          },
        ]),
  ];
}

function toChoice({ id, description, contextLength, gated }: ListedModel): ModelChoice {
  return {
    id,
    name: id,
    kind: 'model',
    publisher: id.slice(0, id.indexOf('/')),
    description,
    ...(contextLength === undefined ? {} : { contextLength }),
    tags: [...(gated ? ['gated'] : []), ...(isEndpointFamily(id) ? ['endpoint'] : [])],
    deployable: true,
  };
}

function typedChoice(id: string): ModelChoice {
  return {
    id,
    name: id,
    kind: 'model',
    publisher: id.slice(0, id.indexOf('/')),
    description: t`Use ${id} from Hugging Face.`,
    tags: [],
    deployable: true,
  };
}
