/** What fits into a DNS label: no platform documents a length of its own. */
export const longestName = 63;

/** What is left of a model's name within the rules of all platforms: `Qwen3.5-9B` → `qwen3-5-9b`. */
export function plainName(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestName)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'model' : plain;
}

export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
