import { t } from '@vscode/l10n';
import type { ErrorData } from '../../errors.ts';
import type { HttpClient } from '../../http.ts';

/**
 * After one bad request the process on the GPU may fail every other until it is restarted, while /health goes on
 * answering (github.com/predibase/lorax/issues/523, /779). So what generation itself says is counted per address.
 */
const failures = new WeakMap<HttpClient, Map<string, number>>();
const enough = 3;

interface Place {
  http: HttpClient;
  baseUrl: string;
}

export function generationWorked({ http, baseUrl }: Place): void {
  failures.get(http)?.delete(baseUrl);
}

/** Counts only what nothing but the server explains: not an adapter, not a wrong request, not a full server. */
export function generationFailed({ http, baseUrl }: Place, error: ErrorData): void {
  const unexplained = error.platformCode === 'generation' && error.code === 'unavailable';
  if (!unexplained) {
    if (error.code === 'adapter-failed' || error.code === 'invalid') generationWorked({ http, baseUrl });
    return;
  }
  const counts = failures.get(http) ?? new Map<string, number>();
  failures.set(http, counts);
  counts.set(baseUrl, (counts.get(baseUrl) ?? 0) + 1);
}

/** Whether the last three generations in a row failed without a reason. */
export function generationStuck({ http, baseUrl }: Place): boolean {
  return (failures.get(http)?.get(baseUrl) ?? 0) >= enough;
}

const why = t(
  'The last three requests failed without a reason; after a fault on the GPU it does not recover',
);
export const restartHint = {
  server: t`${why}: restart the server.`,
  gateway: t`${why}: stop the deployment and start it again.`,
};
