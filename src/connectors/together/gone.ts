import { PlatformError } from '../errors.ts';

/** Undefined for a 404. */
export async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof PlatformError && error.data.status === 404) return undefined;
    throw error;
  }
}
