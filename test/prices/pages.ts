/** Prices per second as the public pages of the platforms write them, by the names of the tables. */
export type Reader = (html: string) => Map<string, string>;

/** The SKU stands before its price: `gpu-t4 $0.000225/sec`. Larger ones have been spelled `gpu-2x-l40s` as well. */
export const readReplicate: Reader = (html) => {
  const found = new Map<string, string>();
  for (const [, sku = '', price = ''] of textOf(html).matchAll(
    /\b(cpu(?:-[a-z]+)?|gpu-[a-z0-9-]+) \$(\d+\.\d+) ?\/ ?sec/g,
  ))
    keepFirst(found, sku.replace(/^gpu-(\d+x)-(.+)$/, 'gpu-$2-$1'), price);
  return found;
};

/** `Nvidia A100, 80 GB $0.000694 / sec`, `$0.0000131 / core / sec`. Sandboxes, further down, cost more. */
export const readModal: Reader = (html) => {
  const text = textOf(html);
  const found = new Map<string, string>();
  for (const [, name = '', price = ''] of text.matchAll(/Nvidia ([A-Z][A-Z0-9 ,]*?) \$(\d+\.\d+) ?\/ ?sec/gi))
    keepFirst(found, name.toUpperCase().replace(' GB', 'GB').replace(/,? /g, '-'), price);
  for (const unit of ['core', 'GiB']) {
    const [, price] = new RegExp(`\\$(\\d+\\.\\d+) ?/ ?${unit} ?/ ?sec`).exec(text) ?? [];
    if (price !== undefined) keepFirst(found, unit, price);
  }
  return found;
};

/** By platform: each whose prices are a table beside its connector. */
export const readers: Readonly<Record<string, Reader>> = { replicate: readReplicate, modal: readModal };

function keepFirst(found: Map<string, string>, name: string, price: string): void {
  if (!found.has(name)) found.set(name, price);
}

function textOf(html: string): string {
  return html
    .replace(/<(script|style)\b.*?<\/\1>/gis, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#36;|&dollar;/g, '$')
    .replace(/&nbsp;|&#160;/g, ' ')
    .replace(/\s+/g, ' ');
}
