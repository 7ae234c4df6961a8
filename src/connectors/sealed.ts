import type { Connector } from './connector.ts';
import type { ConnectContext } from './context.ts';
import type { CredentialField } from './definition.ts';
import { PlatformError } from './errors.ts';
import type { InvokeEvent } from './inference.ts';
import { redactor, redactValue } from './redact.ts';
import type { Redactor } from './redact.ts';
import { cleanTest } from './redact-stream.ts';
import { inBackground } from './urgency.ts';

/** What gives out secrets on purpose, and what is data of a picture and too large to look through. */
const unread = new Set<PropertyKey>(['issue', 'file']);

/** What is read again and again while somebody looks on, and gives way to what a person does. */
const watching = new Set<PropertyKey>(['list', 'usage']);

/**
 * A connector whose promises fail with PlatformError only, whatever was thrown inside: an abort becomes
 * `cancelled`, the unforeseen becomes `malformed`. Whatever it gives or throws is without the account's keys: a
 * platform may write them into anything that it says.
 */
export function sealed<T extends Connector>(connector: T, redact: Redactor): T {
  const clean = <V>(value: V): V => redactValue(value, redact) as V;
  const seal = (error: unknown): never => {
    throw withoutKeys(PlatformError.from(error, connector.platform), clean);
  };
  return new Proxy(connector, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const given = unread.has(name) ? <V>(value: V): V => value : clean;
      return (...args: unknown[]): unknown => {
        const call = (): unknown => Reflect.apply(member, target, args);
        const result = watching.has(name) ? inBackground(call) : call();
        if (result instanceof Promise) return result.then(given, seal);
        if (isStream(result))
          return name === 'invoke'
            ? each(cleanTest(result as AsyncIterable<InvokeEvent>, redact, clean), (event) => event, seal)
            : each(result, given, seal);
        return typeof result === 'string' ? given(result) : result;
      };
    },
  });
}

/** The keys of an account and of its servers. */
export function redactorOf(fields: readonly CredentialField[], context: ConnectContext): Redactor {
  const { credentials, servers = [] } = context;
  const own = fields.flatMap(({ key, secret }) => (secret ? [(credentials[key] ?? '').trim()] : []));
  const ofServers = servers.flatMap(({ token = '', adapterToken = '' }) => [
    token.trim(),
    adapterToken.trim(),
  ]);
  return redactor([...own, ...ofServers]);
}

function withoutKeys(error: PlatformError, clean: <V>(value: V) => V): PlatformError {
  const data = clean(error.data);
  return data === error.data ? error : new PlatformError(data);
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* each(
  stream: AsyncIterable<unknown>,
  clean: (value: unknown) => unknown,
  seal: (error: unknown) => never,
): AsyncGenerator {
  try {
    for await (const item of stream) yield clean(item);
  } catch (error) {
    seal(error);
  }
}
