import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { InvokeEvent, TokenChannel } from '../../../src/connectors/inference.ts';
import { redactor } from '../../../src/connectors/redact.ts';
import { formsOf } from '../../../src/connectors/redact-forms.ts';
import { cleanTest, Pieces } from '../../../src/connectors/redact-stream.ts';

/** Few letters, so that keys overlap, begin like each other and begin again within themselves. */
const letters = fc.constantFrom('a', 'b', 'A', '1', '_', '-', '+', '/', '=', '%', '"', '\\', '&');
const key = fc.string({ minLength: 4, maxLength: 14, unit: letters });
/** Beginnings of what looks like a key, and what may go on like one. */
const words = fc.constantFrom(
  ...['bearer', 'Token', 'basic', ' ', '\n', 'tgp_', 'tgp_v1_', 'r8_', 'sk-', 'hf', '_', 's', 'abcdefgh'],
  ...['1', '0123456789abcdef', '.', 'ordinary text', '🚢', '•••'],
);

/** Keys, and a text that is full of what they are written as, and of parts of that. */
const scene = fc.array(key, { minLength: 1, maxLength: 3 }).chain((keys) => {
  const forms = keys.flatMap(formsOf);
  const form = fc.constantFrom(...forms);
  const part = fc.tuple(form, fc.nat(40), fc.nat(40)).map(([text, from, to]) => text.slice(from, to));
  const pieces = fc.oneof(form, part, words, fc.string({ unit: letters, maxLength: 5 }));
  return fc.record({ keys: fc.constant(keys), texts: fc.array(pieces, { maxLength: 14 }) });
});
const cuts = fc.array(fc.nat(9), { maxLength: 60 });

/** Cut wherever; a cut of nought makes an empty piece. */
function cut(text: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const length of lengths) pieces.push(text.slice(at, (at += length)));
  return [...pieces, text.slice(at)];
}

const begins = (forms: readonly string[], rest: string): boolean =>
  forms.some((form) => form.length > rest.length && form.startsWith(rest));
/** The beginning of a foreign key, or of one after the word for it. */
const foreign = /^(?:tg?p?|r8?|pb?|hf?|sk?|(?:tgp_|r8_|pb_|hf_|sk-)[\w-]*)?(?:\s+[\w.~+/=-]*)?$/;

const runs = { numRuns: 1000 };
const secret = 'vq-secret-key-1';

describe('redaction of a text in pieces', () => {
  it('is that of the whole, however it is cut', () => {
    fc.assert(
      fc.property(scene, cuts, ({ keys, texts }, lengths) => {
        const redact = redactor(keys);
        const text = texts.join('');
        const pieces = new Pieces(redact);
        const given = cut(text, lengths).map((piece) => pieces.take(piece));
        assert.equal(`${given.join('')}${pieces.end()}`, redact(text));
      }),
      runs,
    );
  });

  it('holds back nothing but the beginning of something to take out', () => {
    fc.assert(
      fc.property(scene, cuts, ({ keys, texts }, lengths) => {
        const redact = redactor(keys);
        const forms = keys.flatMap(formsOf);
        const pieces = new Pieces(redact);
        for (const piece of cut(texts.join(''), lengths)) {
          pieces.take(piece);
          const { held } = pieces;
          const own = Array.from(held, (_, at) => at).findIndex((at) => begins(forms, held.slice(at)));
          assert.match(own === -1 ? held : held.slice(0, own), foreign);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('holds back nothing where nothing begins', () => {
    const pieces = new Pieces(redactor([secret]));
    const forms = formsOf(secret);
    const sentence = ' Ships| built| on| a| slipway|.| T|_t|\n| basic|;| token|!'.split('|');
    for (const word of sentence) {
      assert.ok(!Array.from(word, (_, at) => word.slice(at)).some((rest) => begins(forms, rest)), word);
      assert.equal(pieces.take(word), word);
    }
    assert.equal(pieces.take(' luv'), ' lu');
    assert.equal(pieces.take('q-lit'), 'vq-lit');
  });

  it('does not wait for ever for what looks like a foreign key, nor show one that goes on', () => {
    const pieces = new Pieces(redactor([]));
    assert.equal(pieces.take('token '), 'token');
    const lots = 'x'.repeat(5000);
    assert.equal(pieces.take(lots), ` ${lots}`);
    assert.equal(pieces.take('; token abcdefghij1'), '; token');
    assert.equal(pieces.take('2'), ' •••');
    for (let i = 0; i < 10; i++) assert.equal(pieces.take(lots), '');
    assert.equal(pieces.take('x, and'), ', and');
    assert.equal(pieces.end(), '');
  });
});

type Token = [channel: TokenChannel, text: string];

async function streamed(
  tokens: readonly Token[],
  end: InvokeEvent | Error,
): Promise<{ events: InvokeEvent[]; error?: unknown }> {
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream, whose events are known beforehand
  async function* source(): AsyncGenerator<InvokeEvent> {
    for (const [index, [channel, text]] of tokens.entries())
      yield { type: 'token', at: index + 1, text, channel };
    if (end instanceof Error) throw end;
    yield end;
  }
  const events: InvokeEvent[] = [];
  try {
    for await (const event of cleanTest(source(), redactor([secret]), (one) => one)) events.push(event);
  } catch (error) {
    return { events, error };
  }
  return { events };
}

const told = (events: readonly InvokeEvent[]): unknown[] =>
  events.map((event) => (event.type === 'token' ? [event.at, event.channel, event.text] : event.type));

describe('a key in the tokens of a test', () => {
  const done: InvokeEvent = { type: 'done', at: 99, response: {} };

  it('is taken out, and the order and the times of the rest stay', async () => {
    const tokens: Token[] = [
      ['content', 'v'],
      ['content', 'elvet v'],
      ['content', 'q-secret'],
      ['content', '-key-1.'],
      ['content', ' v'],
    ];
    const { events } = await streamed(tokens, done);
    assert.deepEqual(told(events), [
      [1, 'content', 'v'],
      [2, 'content', 'elvet '],
      [4, 'content', '•••.'],
      [5, 'content', ' '],
      [5, 'content', 'v'],
      'done',
    ]);
  });

  it('is not put together by what comes between its pieces', async () => {
    const tokens: Token[] = [
      ['reasoning', 'is it vq-sec'],
      ['content', 'It is vq-se'],
      ['reasoning', 'ret-key-1?'],
      ['tool', 'cret-key-1('],
    ];
    const { events } = await streamed(tokens, done);
    assert.deepEqual(told(events), [
      [1, 'reasoning', 'is it '],
      [2, 'content', 'It is '],
      [3, 'reasoning', '•••?'],
      [4, 'content', '•••('],
      'done',
    ]);
  });

  it('loses nothing when there was none: before a tool’s call, an error, a cancellation, a failure', async () => {
    const begun: Token[] = [
      ['reasoning', 'Hm v'],
      ['content', 'luv'],
    ];
    const called = await streamed([...begun, ['tool', 'find(']], done);
    assert.deepEqual(told(called.events), [
      [1, 'reasoning', 'Hm '],
      [2, 'content', 'lu'],
      [2, 'content', 'v'],
      [3, 'tool', 'find('],
      [3, 'reasoning', 'v'],
      'done',
    ]);
    const rest = [
      [1, 'reasoning', 'Hm '],
      [2, 'content', 'lu'],
      [2, 'reasoning', 'v'],
      [2, 'content', 'v'],
    ];
    const error = { code: 'network' as const, message: 'It broke.', platform: 'modal' as const };
    const broken = await streamed(begun, { type: 'error', at: 9, error });
    assert.deepEqual(told(broken.events), [...rest, 'error']);
    const cancelled = await streamed(begun, { type: 'cancelled', at: 9 });
    assert.deepEqual(told(cancelled.events), [...rest, 'cancelled']);
    const failure = new Error('against its contract');
    const thrown = await streamed(begun, failure);
    assert.deepEqual(told(thrown.events), rest);
    assert.equal(thrown.error, failure);
  });
});
