import { hexId } from '../ids.ts';
import type { Behaviour, Json, Model, Version } from '../types.ts';
import type { World } from '../world.ts';
import { cogDocument, type Shape } from './document.ts';
import { agent, chat, frames, notifier, pictures, poster, transcriber, upscaler } from './shapes.ts';

interface Entry {
  readonly name: string;
  readonly description: string;
  readonly behaviour: Behaviour;
  readonly shape: Shape | null;
  readonly versions: number;
  readonly hardware?: string;
  readonly visibility?: 'private';
  readonly official?: true;
  readonly example?: Json;
}

const entries: readonly Entry[] = [
  {
    name: 'meta/llama-2-7b-chat',
    description: 'A language model for chat',
    behaviour: 'text',
    shape: chat,
    versions: 3,
    hardware: 'gpu-a100-large',
    example: { prompt: 'Who was Ada Lovelace?' },
  },
  {
    name: 'stability-ai/sdxl',
    description: 'A text-to-image model',
    behaviour: 'images',
    shape: pictures,
    versions: 4,
    hardware: 'gpu-l40s',
    example: { prompt: 'A studio photo of a rainbow coloured cat' },
  },
  {
    name: 'nightmareai/real-esrgan',
    description: 'Enlarges images',
    behaviour: 'file',
    shape: upscaler,
    versions: 2,
    hardware: 'gpu-t4',
  },
  {
    name: 'openai/whisper',
    description: 'Turns speech into text',
    behaviour: 'value',
    shape: transcriber,
    versions: 1,
    hardware: 'gpu-t4',
  },
  {
    name: 'meta/meta-llama-3-8b-instruct',
    description: 'An official language model',
    behaviour: 'text',
    shape: chat,
    versions: 1,
    official: true,
    example: { prompt: 'Say hello' },
  },
  {
    name: 'black-forest-labs/flux-schnell',
    description: 'An official text-to-image model',
    behaviour: 'images',
    shape: pictures,
    versions: 1,
    official: true,
  },
  {
    name: 'acme/support-agent',
    description: 'Handles tickets',
    behaviour: 'object',
    shape: agent,
    versions: 3,
    hardware: 'gpu-t4',
    visibility: 'private',
  },
  {
    name: 'acme/frames',
    description: 'Answers step by step',
    behaviour: 'growing',
    shape: frames,
    versions: 2,
    visibility: 'private',
  },
  {
    name: 'acme/notifier',
    description: 'Answers nothing',
    behaviour: 'nothing',
    shape: notifier,
    versions: 1,
    visibility: 'private',
  },
  {
    name: 'acme/poster',
    description: 'Makes large files',
    behaviour: 'poster',
    shape: poster,
    versions: 1,
    visibility: 'private',
  },
  {
    name: 'acme/legacy',
    description: 'Pushed before schemas were kept',
    behaviour: 'value',
    shape: null,
    versions: 1,
    visibility: 'private',
  },
  {
    name: 'acme/unpushed',
    description: 'Nothing was pushed yet',
    behaviour: 'nothing',
    shape: null,
    versions: 0,
    visibility: 'private',
  },
  {
    name: 'ada/diary',
    description: "Somebody else's private model",
    behaviour: 'text',
    shape: chat,
    versions: 1,
    visibility: 'private',
  },
];

export const collections: readonly { slug: string; name: string; description: string; models: string[] }[] = [
  {
    slug: 'language-models',
    name: 'Language models',
    description: 'Models that understand and write text',
    models: ['meta/llama-2-7b-chat', 'meta/meta-llama-3-8b-instruct'],
  },
  {
    slug: 'text-to-image',
    name: 'Text to image',
    description: 'Models that make images from text',
    models: ['stability-ai/sdxl', 'black-forest-labs/flux-schnell'],
  },
];

const dayUs = 86_400_000_000;

export function loadCatalogue(world: World): void {
  for (const [index, entry] of entries.entries()) {
    const createdUs = world.clock.now() * 1000 - (600 - index * 20) * dayUs + index * 104_729;
    const [owner, name] = entry.name.split('/') as [string, string];
    const model: Model = {
      owner,
      name,
      visibility: entry.visibility ?? 'public',
      official: entry.official ?? false,
      createdUs,
      hardware: entry.hardware ?? 'cpu',
      versions: [],
      details: {
        description: entry.description,
        github_url: owner === 'acme' ? null : `https://github.com/${entry.name}`,
        paper_url: null,
        license_url: null,
        cover_image_url: null,
        weights_url: null,
        readme: entry.versions > 1 ? `# ${name}\n\n${entry.description}.\n` : null,
      },
      runCount: owner === 'acme' ? 12 : 1_000_000 - index * 7919,
      exampleInput: entry.example,
    };
    for (let number = 1; number <= entry.versions; number += 1) {
      model.versions.unshift(versionOf(entry, number, createdUs + number * 10 * dayUs));
    }
    world.models.set(entry.name, model);
  }
}

function versionOf(entry: Entry, number: number, createdUs: number): Version {
  return {
    id: hexId(`${entry.name}:${number}`),
    createdUs,
    // The oldest versions do not say.
    cogVersion: number === 1 && entry.versions > 2 ? null : `0.9.${number}`,
    schema: entry.shape && cogDocument(entry.shape),
    behaviour: entry.behaviour,
  };
}
