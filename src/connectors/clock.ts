import { t } from '@vscode/l10n';
import type { Clock } from './connector.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(aborted());
        return;
      }
      const stop = () => {
        clearTimeout(timer);
        reject(aborted());
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** One kind of abort everywhere, whatever reason the caller gave its signal. */
export function aborted(): DOMException {
  return new DOMException(t('Cancelled.'), 'AbortError');
}
