import type { Place } from '../stage.ts';

interface Logged {
  method: string;
  path: string;
}

/** Counts what arrived at a place since it was last asked for anything. */
export function hits(requests: () => readonly Logged[], clear: () => void): (place: Place) => number {
  return ({ method, path }) => {
    const pattern = new RegExp(
      `^${path
        .split(/(\*\*|\*)/)
        .map((part) =>
          part === '**' ? '.*' : part === '*' ? '[^/]+' : part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`),
        )
        .join('')}$`,
    );
    const found = requests().filter(
      (one) => (method === undefined || one.method === method) && pattern.test(one.path),
    );
    clear();
    return found.length;
  };
}
