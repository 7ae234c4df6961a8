import type { Resolver } from './adapters.ts';

/** Asks a control plane for a `pbase` adapter, with the token of whoever wants it. */
export function gatewayResolver(gateway: string): Resolver {
  return async (id, token) => {
    const [repo = '', version = ''] = id.split('/');
    const path = `/v2/repos/${encodeURIComponent(repo)}/version/${encodeURIComponent(version)}`;
    const response = await fetch(new URL(path, gateway), {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
    });
    if (response.status === 401 || response.status === 403) return 'unauthorized';
    if (!response.ok) return 'unknown';
    const { baseModel, status, adapterPath } = (await response.json()) as Record<string, string | null>;
    return {
      id,
      source: 'pbase',
      baseModel: baseModel ?? '',
      ...(status ? { status } : {}),
      hasPath: Boolean(adapterPath),
    };
  };
}
