/** Names of the methods that answer later anyway. */
type Waiting<T> = {
  [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[keyof T];

/** Stands for something whose code is read with the first call of one of its methods. */
export function late<T extends object, K extends Waiting<T> & string>(
  load: () => Promise<T>,
  names: readonly K[],
): Pick<T, K> {
  const method =
    (name: K) =>
    async (...args: unknown[]) => {
      const loaded = await load();
      return (loaded[name] as (...given: unknown[]) => Promise<unknown>).apply(loaded, args);
    };
  return Object.fromEntries(names.map((name) => [name, method(name)])) as unknown as Pick<T, K>;
}

/** What was said so far is sent, and what waits has its turn. */
export const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

/** The same answer for whoever asks. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
