import { t } from '@vscode/l10n';
import type { InvokeEvent } from '../inference.ts';
import { modelIds } from '../openai-chat.ts';
import { PlatformError } from '../errors.ts';
import { parsed } from './answer.ts';
import { ask } from './ask.ts';
import type { Line, Target } from './ask.ts';
import { problem } from './errors.ts';

const path = '/v1/models';

/** What parts serve whose code nobody here knows: asked of them as part of a test, and remembered. */
export class AskedNames {
  /** By function. */
  readonly #names = new Map<string, string>();

  of(functionId: string): string | undefined {
    return this.#names.get(functionId);
  }

  forget(functionId: string): void {
    this.#names.delete(functionId);
  }

  async *find(line: Line, target: Target, signal?: AbortSignal): AsyncGenerator<InvokeEvent, string> {
    yield {
      type: 'waiting',
      at: line.api.clock.monotonic(),
      message: t`Asking which models it serves: GET ${path}…`,
    };
    const name = (yield* this.#ask(line, target, signal))?.[0];
    if (name === undefined)
      throw problem('invalid', t`It is not known what it serves, and GET ${path} lists no models.`, {
        hint: t('Tests need a server with OpenAI’s routes, such as vLLM.'),
      });
    this.#names.set(target.part.id, name);
    return name;
  }

  async *#ask(
    line: Line,
    target: Target,
    signal?: AbortSignal,
  ): AsyncGenerator<InvokeEvent, string[] | undefined> {
    try {
      const asking = ask(line, target, { method: 'GET', path, streamed: false }, signal);
      // A cold server is woken by this already, and a broken one fails here: the test has begun.
      const url = `${target.part.url ?? ''}${path}`;
      signal?.throwIfAborted();
      yield { type: 'sent', at: line.api.clock.monotonic(), url, method: 'GET', body: undefined };
      const response = yield* asking;
      return modelIds(parsed(await response.text()));
    } catch (error) {
      const { data } = PlatformError.from(error, 'modal');
      // The server itself has no such route.
      if (data.status === 404 && data.code !== 'not-ready') return undefined;
      throw error;
    }
  }
}
