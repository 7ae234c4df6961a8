import type { Handler } from './answers.ts';

interface Route {
  readonly method: string;
  readonly parts: readonly string[];
  readonly handle: Handler;
}

export type Found = { handle: Handler; params: Record<string, string> } | 'wrong-method' | 'not-found';

/** Paths are written `/v2/projects/:p/endpoints/:id`; the last parameter may be `:rest*`. */
export class Router {
  #routes: Route[] = [];

  on(method: string, path: string, handle: Handler): this {
    this.#routes.push({ method, parts: path.split('/'), handle });
    return this;
  }

  find(method: string, path: string): Found {
    const parts = path.split('/');
    let otherMethod = false;
    for (const route of this.#routes) {
      const params = match(route.parts, parts);
      if (!params) continue;
      if (route.method === method) return { handle: route.handle, params };
      otherMethod = true;
    }
    return otherMethod ? 'wrong-method' : 'not-found';
  }
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, want] of pattern.entries()) {
    if (want.endsWith('*')) {
      params[want.slice(1, -1)] = decode(parts.slice(index).join('/'));
      return params;
    }
    const got = parts[index];
    if (got === undefined) return undefined;
    if (want.startsWith(':')) {
      if (got === '') return undefined;
      params[want.slice(1)] = decode(got);
    } else if (want !== got) return undefined;
  }
  return pattern.length === parts.length ? params : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
