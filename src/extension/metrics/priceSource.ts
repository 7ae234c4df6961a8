import type { PriceSource } from '../../connectors/domain.ts';

/** Few differ, and mostly one is like the one before: what is read by the thousand is not parsed each time. */
let known: { text: string; source: PriceSource } | undefined;

/** From JSON. The caller must not change it. */
export function parseSource(text: string): PriceSource {
  if (known?.text !== text) known = { text, source: JSON.parse(text) as PriceSource };
  return known.source;
}
