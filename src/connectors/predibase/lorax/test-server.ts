import { t } from '@vscode/l10n';
import type { Clock } from '../../context.ts';
import { PlatformError } from '../../errors.ts';
import type { InvokeEvent, InvokeRequest } from '../../inference.ts';
import { askedAdapter } from './adapter.ts';
import { invokeLorax } from './invoke.ts';
import type { LoraxTarget } from './target.ts';
import type { UsedAdapters } from './used-adapters.ts';
import { isObject } from './wire.ts';

/** A test of one server; an adapter that answered is remembered, unless the server did not confirm it. */
export async function* testServer(
  server: { target: LoraxTarget; adapters: UsedAdapters } | undefined,
  request: InvokeRequest,
  clock: Clock,
  signal?: AbortSignal,
): AsyncGenerator<InvokeEvent> {
  const target = server ? server.target : () => Promise.reject(unknownServer());
  for await (const event of invokeLorax(target, request, signal, clock)) {
    if (server && event.type === 'done' && !warned(event.response)) {
      const adapter = askedAdapter(request, server.target);
      if (adapter) server.adapters.add(adapter);
    }
    yield event;
  }
}

function warned(response: unknown): boolean {
  return isObject(response) && 'warning' in response;
}

export function unknownServer(): PlatformError {
  return new PlatformError({
    platform: 'predibase',
    code: 'not-found',
    message: t('This LoRAX server is not registered here any more.'),
    hint: t('Register its address again to use it.'),
  });
}
