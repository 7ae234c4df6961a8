/**
 * Whether two plain values say the same. What only tells when something was read (`readAt`, also of a price)
 * does not count: it moves with every poll, and no row needs painting for it. Absent equals undefined.
 */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
    return true;
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) if (key !== 'readAt' && !same(left[key], right[key])) return false;
  for (const key in right)
    if (key !== 'readAt' && right[key] !== undefined && left[key] === undefined) return false;
  return true;
}
