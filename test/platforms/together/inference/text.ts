import { randomFrom } from '../../kit/random.ts';

const openings = [
  'In short',
  'Put simply',
  'As far as the question goes',
  'Looking at it closely',
  'To begin with',
];
const subjects = [
  'the model',
  'a replica',
  'the router',
  'each request',
  'the cache',
  'a naïve client',
  'the café’s queue',
];
const verbs = ['answers', 'waits for', 'measures', 'shares', 'keeps', 'returns', 'warms up'];
const objects = [
  'the next token',
  'its neighbours',
  'a steady pace',
  '東京 and Zürich',
  'the same seed',
  'one more step ✓',
];

/** Roughly what a tokenizer does: words with their leading space, long ones in two. */
export function tokensOf(text: string): string[] {
  const words = text.match(/\s*\S+|\s+$/g) ?? [];
  return words.flatMap((word) => {
    const cut = word.search(/\S/) + 7;
    return word.length > cut + 2 ? [word.slice(0, cut), word.slice(cut)] : [word];
  });
}

/** The same prompt and seed always get the same reply. */
export function replyTo(prompt: string, seed: number): string {
  const random = randomFrom(`${seed}:${prompt}`);
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
  const asked = prompt.trim().replace(/\s+/g, ' ').slice(0, 60);
  const sentences = [`You asked: "${asked}".`];
  for (let left = 3 + Math.floor(random() * 5); left > 0; left -= 1) {
    sentences.push(`${pick(openings)}, ${pick(subjects)} ${pick(verbs)} ${pick(objects)}.`);
  }
  return sentences.join(' ');
}

export function thoughtsOn(prompt: string, seed: number): string {
  const random = randomFrom(`think:${seed}:${prompt}`);
  const about = prompt.trim().split(/\s+/).slice(0, 5).join(' ');
  return `The user wants to know about "${about}". I have ${2 + Math.floor(random() * 7)} ways to say it; the short one will do.`;
}

/** The smallest value that a JSON schema of the common kind accepts. */
export function sampleOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return {};
  const { type, properties, items, enum: words, minimum } = schema as Record<string, unknown>;
  if (Array.isArray(words)) return words[0];
  if (type === 'string') return 'text';
  if (type === 'number' || type === 'integer') return typeof minimum === 'number' ? minimum : 1;
  if (type === 'boolean') return true;
  if (type === 'array') return items === undefined ? [] : [sampleOf(items)];
  return Object.fromEntries(
    Object.entries((properties ?? {}) as Record<string, unknown>).map(([key, value]) => [
      key,
      sampleOf(value),
    ]),
  );
}
