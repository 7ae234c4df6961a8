const longest = 63;

/** Together documents no rule; this is the part that is safe everywhere (DNS labels). */
export function validateName(name: string): string | undefined {
  if (name === '') return 'Give it a name.';
  if (name.length > longest) return `At most ${longest} characters.`;
  if (!/^[a-z0-9-]+$/.test(name)) return 'Only lower-case letters, digits and hyphens.';
  return /^[a-z0-9].*[a-z0-9]$|^[a-z0-9]$/.test(name)
    ? undefined
    : 'It begins and ends with a letter or a digit.';
}

/** `Qwen/Qwen3.5-9B` → `qwen3-5-9b`. */
export function suggestName(modelName: string): string {
  const plain = modelName
    .slice(modelName.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'model' : plain;
}
