import { hash, randomFrom } from '../../kit/random.ts';

const bases = ['plainly', 'on the whole', 'without any adapter', 'as the base model sees it'];
const manners = ['cheerfully', 'in bullet points', 'like a lawyer', 'in a whisper', 'with a wink', 'tersely'];
const things = ['the rank', 'a matrix', 'the naïve answer', 'a café in Zürich', '東京', 'every weight ✓'];
const deeds = ['helps', 'settles', 'returns', 'fits', 'shrinks', 'matters'];

/** Words with their leading space: near enough to a tokenizer, and joined they give the text back. */
export function tokensOf(text: string): string[] {
  return text.match(/\s*\S{1,9}|\s+$/gu) ?? [];
}

export const tokenId = (token: string): number => 100 + (hash(token) % 31_900);

export const logprobOf = (token: string): number => -(1 + (hash(`p:${token}`) % 200)) / 100;

/** The same prompt, adapter and seed always get the same reply, and the adapter can be heard in it. */
export function replyTo(prompt: string, adapter: string | undefined, seed: number): string {
  const random = randomFrom(`${seed}:${adapter ?? ''}:${prompt}`);
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
  const manner = adapter === undefined ? pick(bases) : manners[hash(adapter) % manners.length]!;
  const voice = adapter === undefined ? manner : `${manner}, as ${adapter}`;
  // Without the marks of the chat template, which a model does not repeat either.
  const said = prompt.replace(/<\|im_(start|end)\|>(system|user|assistant)?/g, ' ');
  const asked = said.trim().replace(/\s+/g, ' ').slice(-60);
  const sentences = [` Speaking ${voice}: you asked "${asked}".`];
  for (let left = 2 + Math.floor(random() * 4); left > 0; left -= 1) {
    sentences.push(`Here ${pick(things)} ${pick(deeds)}.`);
  }
  return sentences.join(' ');
}

/** The smallest value that a JSON schema of the common kind accepts. */
export function sampleOf(schema: unknown, say: string): unknown {
  if (typeof schema !== 'object' || schema === null) return { answer: say };
  const { type, properties, items, enum: words, const: fixed } = schema as Record<string, unknown>;
  if (fixed !== undefined) return fixed;
  if (Array.isArray(words)) return words[0];
  if (type === 'string') return say;
  if (type === 'number' || type === 'integer') return 1;
  if (type === 'boolean') return true;
  if (type === 'array') return [sampleOf(items, say)];
  if (typeof properties !== 'object' || properties === null) return { answer: say };
  return Object.fromEntries(Object.entries(properties).map(([key, part]) => [key, sampleOf(part, say)]));
}
