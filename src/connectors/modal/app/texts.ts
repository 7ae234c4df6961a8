/** How what a person writes in a line becomes the app's data, and back. Both ways meet: see the tests. */

const adapterRoot = '/adapters/';

export interface Lora {
  name: string;
  path: string;
}

/**
 * `name=where`, or `where` alone. A word is a folder of the adapter volume, `org/name` a repository of Hugging Face,
 * and what begins with a slash a folder in the container.
 */
export function loraOf(line: string): Lora {
  const [, named, rest = line] = /^([^=/]*)=(.*)$/s.exec(line) ?? [];
  const where = rest.trim();
  const last = where.split('/').findLast((part) => part !== '') ?? '';
  const name = (named ?? last.replaceAll('=', '-')).trim();
  return { name, path: where === '' || where.includes('/') ? where : adapterRoot + where };
}

export function loraText({ name, path }: Lora): string {
  const folder = path.startsWith(adapterRoot) ? path.slice(adapterRoot.length) : '';
  const isWord = folder !== '' && !folder.includes('/') && folder === folder.trim();
  return `${name}=${isWord ? folder : path}`;
}

export const inVolume = ({ path }: Lora): boolean => path.startsWith(adapterRoot);

/** One argument a line; `--flag value` in one line is two, as whoever writes it means. */
export function argsOf(line: string): string[] {
  const text = line.trim();
  const [, flag, rest] = /^(--?[A-Za-z][\w-]*)\s+(.+)$/s.exec(text) ?? [];
  if (flag !== undefined && rest !== undefined) return [flag, ...argsOf(rest)];
  return text === '' ? [] : [text];
}

/** A tag without a value is true. */
export function tagOf(text: string): [key: string, value: string] {
  const [key = '', ...value] = text.split('=');
  return [key.trim(), value.length === 0 ? 'true' : value.join('=').trim()];
}

export function tagText([key, value]: [string, string]): string {
  return value === 'true' ? key : `${key}=${value}`;
}
