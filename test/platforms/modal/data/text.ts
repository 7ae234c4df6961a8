import { randomFrom } from '../../kit/random.ts';

const openings = ['Briefly', 'Seen from here', 'On a GPU', 'As a rule', 'Once warm'];
const subjects = [
  'the container',
  'the adapter',
  'a cold start',
  'the scheduler',
  'every token',
  'the naïve café',
];
const verbs = ['waits for', 'loads', 'counts', 'streams', 'remembers'];
const objects = ['its weights', 'one more request', 'the next version', '東京 ✓', 'an idle minute'];

/** Words with their leading space, near enough to what a tokenizer makes. */
export const tokensOf = (text: string): string[] => text.match(/\s*\S{1,8}|\s+$/g) ?? [];

/** The same prompt, model and seed always get the same reply. */
export function replyTo(prompt: string, model: string, seed: number): string {
  const random = randomFrom(`${seed}:${model}:${prompt}`);
  const pick = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
  const asked = prompt.trim().replaceAll(/\s+/g, ' ').slice(0, 60);
  const sentences = [`You asked: "${asked}".`];
  for (let left = 2 + Math.floor(random() * 4); left > 0; left -= 1) {
    sentences.push(`${pick(openings)}, ${pick(subjects)} ${pick(verbs)} ${pick(objects)}.`);
  }
  return sentences.join(' ');
}
