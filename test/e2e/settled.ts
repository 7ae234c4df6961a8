/** How long a page may take to show what it should, on a machine with other work. */
const patienceMs = 20_000;

/**
 * Looks until an assertion holds: a page is drawn, and a call of it arrives, a moment after the click. The last
 * failure is thrown as it is, with its difference. Only for what is to come, and only looking: what must never have
 * been there is asserted once, after something that came later.
 */
export async function settled(assertion: () => Promise<void> | void): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
