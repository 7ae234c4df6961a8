import { type Call, hasFault, type StreamAnswer } from '../../kit/answers.ts';
import { type SseWriter, StreamCut } from '../../kit/sse.ts';
import type { Engine } from './engine.ts';
import { LoraxError } from './errors.ts';
import { earlyHeaders, streamHeaders } from './headers.ts';
import type { GenerationRequest } from './request.ts';
import { begin, type Run } from './run.ts';

export interface Writer {
  /** One event per token; may say more at the end. */
  readonly events: (run: Run) => Iterable<unknown>;
  /** Only the OpenAI routes end with `[DONE]`. */
  readonly done: boolean;
}

/**
 * Whatever goes wrong from here on is an event of a 200 answer, after which the stream closes without `[DONE]`:
 * validation, overload, adapters and GPU faults alike.
 */
export function streamed(
  engine: Engine,
  call: Call,
  request: GenerationRequest,
  writer: Writer,
): StreamAnswer {
  return {
    status: 200,
    headers: { ...earlyHeaders(engine, request.inputs, request.adapter), ...streamHeaders },
    stream: async (out) => {
      out.speak({
        prefix: engine.modes.dataSpace ? 'data: ' : 'data:',
        errorBody: { error: 'Incomplete generation', error_type: 'incomplete_generation' },
      });
      let run: Run | undefined;
      try {
        run = await awake(engine, out, begin(engine, request, call.signal));
        await write(out, call, run, writer);
        run.finish('success');
      } catch (error) {
        run?.finish('dropped');
        if (!(error instanceof LoraxError)) throw error;
        await out.send(error.body);
        // An embedding model's answer ends twice.
        if (/support text generation/.test(error.message)) {
          await out.send({ error: 'Incomplete generation', error_type: 'incomplete_generation' });
        }
      }
    },
  };
}

async function write(out: SseWriter, call: Call, run: Run, { events, done }: Writer): Promise<void> {
  const all = [...events(run)];
  // A lost backend: the native stream's last event or the finish reason never comes.
  const cut = hasFault(call.faults, 'noDone');
  const shown = cut && (cut.cut === true || !done) ? all.slice(0, -1) : all;
  for (const event of shown) {
    await out.send(event);
    await run.step();
  }
  if (done && !cut?.cut) await out.done();
}

/** Comments keep the connection open while an adapter loads or the generation hangs. */
async function awake<T>(engine: Engine, out: SseWriter, work: Promise<T>): Promise<T> {
  const beat = setInterval(() => void out.comment().catch(() => undefined), engine.modes.keepAliveMs);
  // The work may wait for a clock that nobody moves any more.
  out.signal.addEventListener('abort', () => clearInterval(beat), { once: true });
  try {
    return await work;
  } catch (error) {
    if (out.signal.aborted) throw new StreamCut('client left');
    throw error;
  } finally {
    clearInterval(beat);
  }
}
