import { choice, file, integer, number, type Shape, text, seed } from './document.ts';

const pieces = {
  type: 'array',
  items: { type: 'string' },
  'x-cog-array-type': 'iterator',
};

export const chat: Shape = {
  input: {
    prompt: text('What to answer.'),
    system_prompt: text('How to answer.', { default: 'You are a helpful assistant.' }),
    max_tokens: integer('Longest answer.', 1, 4096, 512),
    min_new_tokens: { type: 'integer', minimum: -1, default: -1, description: 'Shortest answer.' },
    temperature: number('Randomness.', 0.01, 5, 0.7),
    top_p: number('Nucleus sampling.', 0, 1, 0.95),
    top_k: { type: 'integer', minimum: 0, default: 0, description: 'Sample among the k likeliest.' },
    stop_sequences: text('Comma-separated.', { nullable: true }),
    seed,
    debug: { type: 'boolean', default: false, description: 'Write more to the log.' },
  },
  required: ['prompt'],
  output: { ...pieces, 'x-cog-array-display': 'concatenate' },
};

export const pictures: Shape = {
  input: {
    prompt: text('What to show.', { default: 'An astronaut riding a rainbow unicorn' }),
    negative_prompt: text('What not to show.', { default: '' }),
    image: file('Start from this image.', { nullable: true, 'x-cog-accept': 'image/*' }),
    width: integer('Width.', 128, 2048, 1024),
    height: integer('Height.', 128, 2048, 1024),
    num_outputs: integer('How many.', 1, 4, 1),
    scheduler: choice('scheduler', 'K_EULER', 'Scheduler.'),
    num_inference_steps: integer('Denoising steps.', 1, 100, 8),
    refine_strength: number('Share of refining.', 0, 1, 0.5),
    apply_watermark: { type: 'boolean', default: true, description: 'Mark the image.', deprecated: true },
    seed,
  },
  output: { type: 'array', items: { type: 'string', format: 'uri' } },
  named: {
    scheduler: {
      type: 'string',
      title: 'scheduler',
      description: 'An enumeration.',
      enum: ['DDIM', 'HeunDiscrete', 'K_EULER', 'PNDM'],
    },
  },
};

export const upscaler: Shape = {
  input: {
    image: file('Image to enlarge.', { 'x-cog-accept': 'image/png,image/jpeg' }),
    scale: { type: 'integer', enum: [2, 4, 8], default: 4, description: 'Factor.' },
    face_enhance: { type: 'boolean', default: false, description: 'Improve faces.' },
  },
  required: ['image'],
  output: { type: 'string', format: 'uri' },
};

export const transcriber: Shape = {
  input: {
    audio: file('Speech.', { 'x-cog-accept': '.mp3,.wav,audio/*' }),
    language: choice('language', 'auto', 'Language spoken.'),
  },
  required: ['audio'],
  output: { type: 'string' },
  named: { language: { type: 'string', title: 'language', enum: ['auto', 'de', 'en', 'fr'] } },
};

/** Every kind of input at once, with a secret; answers an object with a file inside. */
export const agent: Shape = {
  input: {
    task: text('What to do.', { minLength: 3, maxLength: 400 }),
    api_key: text('Key of the ticket system.', {
      format: 'password',
      writeOnly: true,
      'x-cog-secret': true,
    }),
    channel: text('Channel name.', { pattern: '^[a-z]+$', default: 'general' }),
    labels: { type: 'array', items: { type: 'string' }, description: 'Labels to set.' },
    attachments: {
      type: 'array',
      items: { type: 'string', format: 'uri', anyOf: [] },
      description: 'Files.',
      nullable: true,
    },
    context: { type: 'object', description: 'Facts about the customer.', nullable: true },
    reference: {
      anyOf: [{ type: 'string' }, { type: 'integer' }],
      nullable: true,
      description: 'Ticket number or name.',
    },
  },
  required: ['task', 'api_key', 'reference'],
  output: {
    type: 'object',
    properties: {
      summary: { type: 'string' },
      score: { type: 'number' },
      report: { type: 'string', format: 'uri' },
    },
  },
};

export const frames: Shape = {
  input: { count: integer('How many steps.', 1, 50, 4) },
  output: { ...pieces },
};

export const notifier: Shape = { input: { message: text('What to say.') }, output: {} };

export const poster: Shape = {
  input: { prompt: text('What to show.'), kilobytes: integer('Size of the file.', 1, 8192, 2048) },
  required: ['prompt'],
  output: { type: 'string', format: 'uri' },
};
