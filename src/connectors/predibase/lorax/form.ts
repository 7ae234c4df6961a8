import { t } from '@vscode/l10n';
import type { AdapterChoice } from '../../catalogue.ts';
import type { AdapterForm, TestForm } from '../../test-form.ts';
import { defaultMaxTokens } from './request.ts';
import type { AdapterSource } from './target.ts';

interface FormOptions {
  choices: AdapterChoice[];
  kind: 'server' | 'gateway';
  defaultSource: AdapterSource;
  /** Why only the listed adapters can be named (some are preloaded). */
  preloadedOnly?: string | undefined;
  maxTotalTokens?: number | undefined;
}

/** What a test of a LoRAX server can be given. */
export function loraxForm(options: FormOptions): TestForm {
  const { choices, kind, defaultSource, preloadedOnly, maxTotalTokens } = options;
  return {
    prompt: {
      settings: ['system', 'maxTokens', 'temperature', 'topP', 'stream'],
      defaults: { maxTokens: defaultMaxTokens(maxTotalTokens) },
    },
    inputs: [],
    adapters: {
      choices,
      sources: sources(kind, defaultSource),
      freeText: preloadedOnly === undefined,
      ...(preloadedOnly === undefined ? {} : { no: preloadedOnly }),
    },
    modes: [...modes],
    notes: [
      t('The first request for an adapter waits until the server has fetched and loaded it.'),
      t(
        'A server knows a loaded adapter by its id alone: asked for the same id from another source, it uses the one that it has.',
      ),
    ],
  };
}

const modes = [
  {
    id: 'chat',
    label: t('Chat'),
    help: t(
      'Messages, put into a prompt by the chat template of the base model; an adapter’s own template is not used.',
    ),
  },
  {
    id: 'generate',
    label: t('Plain prompt'),
    help: t(
      'LoRAX’s own route: the text exactly as written, for adapters trained on a format of their own. There is no system role: a system prompt is put before the prompt with an empty line between.',
    ),
  },
  {
    id: 'completions',
    label: t('Completion'),
    help: t(
      'The completion route of the OpenAI interface: continues the text. A system prompt is put before the prompt with an empty line between.',
    ),
  },
] as const;

type Source = AdapterForm['sources'][number];

function sources(kind: 'server' | 'gateway', defaultSource: AdapterSource): Source[] {
  const first = kind === 'gateway' ? 'pbase' : defaultSource;
  return [table[first], ...Object.values(table).filter(({ id }) => id !== first)];
}

const table: Record<AdapterSource, Source> = {
  hub: {
    id: 'hub',
    label: 'Hugging Face',
    placeholder: 'organization/adapter',
    help: t('A repository with adapter_config.json and the weights. The server fetches it.'),
  },
  pbase: {
    id: 'pbase',
    label: 'Predibase',
    placeholder: 'repository/version',
    help: t(
      'An adapter repository of your Predibase account and a version of it. Your API token goes along with the request. What is uploaded anew under the same version may not be fetched again: use a new version.',
    ),
  },
  s3: {
    id: 's3',
    label: 'S3',
    placeholder: 's3://bucket/path',
    help: t('A folder in a bucket that the server itself can read.'),
  },
  local: {
    id: 'local',
    label: t('Directory of the server'),
    placeholder: '/data/adapters/name',
    help: t('A path on the machine that LoRAX runs on, not on yours.'),
  },
};
