/** What deployments of several platforms can be given in a test. */
import type { TestForm } from '../../../../src/webviews/protocol.ts';

export const plain: TestForm = {
  prompt: { settings: ['system', 'maxTokens', 'temperature', 'topP', 'stream'] },
  inputs: [],
};

export const withAdapter: TestForm = {
  ...plain,
  adapters: {
    choices: [
      {
        id: 'acme/qwen3-8b-support-lora-7f3a',
        name: 'qwen3-8b-support-lora-7f3a',
        kind: 'adapter',
        base: 'Qwen/Qwen3-8B',
      },
    ],
    sources: [],
    freeText: false,
  },
};

/** A picture model with inputs of its own: each kind once. */
export const pictures: TestForm = {
  inputs: [
    {
      name: 'prompt',
      title: 'Prompt',
      kind: 'multiline',
      required: true,
      description: 'What the picture shows.',
      maxLength: 2000,
    },
    {
      name: 'image',
      title: 'Image',
      kind: 'file',
      required: false,
      description: 'A picture to begin from.',
      accept: 'image/*',
    },
    {
      name: 'aspect_ratio',
      title: 'Aspect ratio',
      kind: 'choice',
      required: false,
      default: '1:1',
      choices: ['1:1', '16:9', '9:16', '4:3'],
    },
    {
      name: 'num_outputs',
      title: 'Number of outputs',
      kind: 'integer',
      required: false,
      default: 1,
      min: 1,
      max: 4,
    },
    {
      name: 'guidance',
      title: 'Guidance',
      kind: 'number',
      required: false,
      default: 3.5,
      min: 0,
      max: 10,
      description: 'How closely it keeps to the prompt.',
    },
    { name: 'seed', title: 'Seed', kind: 'integer', required: false },
    {
      name: 'negative_prompt',
      title: 'Negative prompt',
      kind: 'text',
      required: false,
      default: 'blurry, low quality',
    },
    {
      name: 'disable_safety',
      title: 'Disable the safety checker',
      kind: 'flag',
      required: false,
      default: false,
    },
    {
      name: 'hf_token',
      title: 'Hugging Face token',
      kind: 'secret',
      required: false,
      description: 'For private LoRA weights.',
    },
    { name: 'references', title: 'References', kind: 'list', item: 'file', required: false },
    {
      name: 'controls',
      title: 'Controls',
      kind: 'json',
      required: false,
      description: 'Settings of the ControlNet, as JSON.',
    },
    { name: 'scheduler', title: 'Scheduler', kind: 'text', required: false, deprecated: true },
  ],
  example: {
    prompt: 'A lighthouse at dusk, seen from the sea.',
    aspect_ratio: '16:9',
    num_outputs: 2,
    seed: 42,
    unknown: 'not an input',
  },
  notes: ['The first run may wait minutes for an instance to start.'],
};

export const raw: TestForm = {
  inputs: [],
  rawInputs: true,
  example: { text: 'Hello', speed: 1.2 },
};

/** A LoRAX server: many adapters on one base, from several places, asked in two ways. */
export const lorax: TestForm = {
  prompt: {
    settings: ['system', 'maxTokens', 'temperature', 'topP', 'stream'],
    defaults: { maxTokens: 512, temperature: 0.7 },
  },
  inputs: [],
  adapters: {
    choices: [
      {
        id: 'support/2',
        name: 'support/2',
        kind: 'adapter',
        base: 'Qwen/Qwen3-8B',
        source: 'pbase',
        note: 'Finished two days ago.',
      },
      { id: 'acme/tone-lora', name: 'acme/tone-lora', kind: 'adapter', source: 'hub' },
      { id: 'acme/brief-lora', name: 'acme/brief-lora', kind: 'adapter', source: 'hub' },
      { id: 'acme/french-lora', name: 'acme/french-lora', kind: 'adapter', source: 'hub' },
    ],
    sources: [
      {
        id: 'hub',
        label: 'Hugging Face',
        placeholder: 'organization/name',
        help: 'A repository with adapter_config.json.',
      },
      {
        id: 'pbase',
        label: 'Predibase',
        placeholder: 'repository/version',
        help: 'An adapter of your account.',
      },
    ],
    freeText: true,
  },
  modes: [
    { id: 'chat', label: 'Chat', help: 'Uses the chat template of the base model.' },
    {
      id: 'plain',
      label: 'Plain prompt',
      help: 'Sends the prompt as it is: for adapters with a format of their own.',
    },
  ],
  notes: ['An adapter that was not used for a while is loaded first.'],
};

/** An app that answers in several ways. */
export const modes: TestForm = {
  ...plain,
  modes: [
    {
      id: 'chat',
      label: 'Chat, as the OpenAI API has it (POST /v1/chat/completions)',
      help: 'For chat models.',
    },
    { id: 'completion', label: 'Completion of a text (POST /v1/completions)', help: 'The prompt as it is.' },
    { id: 'embedding', label: 'Embedding of a text', help: 'Gives numbers, not words.' },
  ],
  notes: ['It is scaled to zero: the first request starts a container, which is billed.'],
};
