import { AsyncLocalStorage } from 'node:async_hooks';

/** Nothing is kept for what a person asked for: whoever forgets to say so is not made to wait behind a listing. */
const store = new AsyncLocalStorage<'background'>();

/** All calls that come of this work give way to those of a person. It holds across `await`, not for later events. */
export function inBackground<T>(work: () => T): T {
  return store.run('background', work);
}

export function isBackground(): boolean {
  return store.getStore() === 'background';
}
