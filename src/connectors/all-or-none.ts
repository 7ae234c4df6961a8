type Work = (signal: AbortSignal) => Promise<unknown>;
type Results<W extends readonly Work[]> = { -readonly [K in keyof W]: Awaited<ReturnType<W[K]>> };

/** Several reads of one call. The first that fails ends the others: nobody is left at work for a call that is over. */
export async function allOrNone<const W extends readonly Work[]>(
  signal: AbortSignal | undefined,
  ...works: W
): Promise<Results<W>> {
  const over = new AbortController();
  const within = signal ? AbortSignal.any([signal, over.signal]) : over.signal;
  try {
    return (await Promise.all(works.map((work) => work(within)))) as Results<W>;
  } catch (error) {
    over.abort();
    throw error;
  }
}
