import type { Connector } from './connector.ts';
import { PlatformError } from './errors.ts';

/**
 * A connector whose promises fail with PlatformError only, whatever was thrown inside: an abort becomes
 * `cancelled`, the unforeseen becomes `malformed`.
 */
export function sealed<T extends Connector>(connector: T): T {
  const seal = (error: unknown): never => {
    throw PlatformError.from(error, connector.platform);
  };
  return new Proxy(connector, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args);
        return result instanceof Promise ? result.catch(seal) : result;
      };
    },
  });
}
