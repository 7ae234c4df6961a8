/**
 * What words of a platform mean. Without a prototype: a word such as `constructor`, which is in every plain
 * object, has no meaning here either.
 */
export function wordTable<T>(meanings: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, T>, meanings));
}
