/** Addresses of files, as far as they tell what they are of. Pure. */
import { t } from '@vscode/l10n';
import { decimal } from '../shared/format.ts';

export interface DataUri {
  mediaType: string;
  bytes: number;
}

export function dataUriOf(text: string): DataUri | undefined {
  const head = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+-]+=[\w.+-]+)*(;base64)?,/i.exec(text.slice(0, 300));
  if (head === null) return undefined;
  const [whole, mediaType = 'text/plain', base64] = head;
  const length = text.length - whole.length;
  const padding = /={0,2}$/.exec(text.slice(-2))?.[0].length ?? 0;
  const bytes = base64 === undefined ? length : Math.max(0, Math.floor((length * 3) / 4) - padding);
  return { mediaType: mediaType.toLowerCase(), bytes };
}

export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return t`${String(bytes)} bytes`;
  return bytes < 1_000_000 ? t`${decimal(bytes / 1000)} kB` : `${decimal(bytes / 1_000_000)} MB`;
}

/** What a picture can be in a page without being able to do anything there. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);
export const isPicture = (mediaType: string | undefined): boolean =>
  pictures.has((mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? '');

const byEnding: Record<string, string> = {
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp' },
  ...{ avif: 'image/avif', bmp: 'image/bmp', svg: 'image/svg+xml' },
  ...{ mp4: 'video/mp4', webm: 'video/webm', mov: 'video/quicktime' },
  ...{ mp3: 'audio/mpeg', wav: 'audio/wav', ogg: 'audio/ogg', flac: 'audio/flac' },
  ...{ json: 'application/json', txt: 'text/plain', zip: 'application/zip', glb: 'model/gltf-binary' },
};

export interface OutputAddress {
  /** For people: the name of the file. */
  name: string;
  mediaType: string | undefined;
  /** Absent: it can be neither opened nor fetched (the file is in the address itself, or it is no address). */
  web?: 'https' | 'http';
  data?: DataUri;
}

/** What is known of a file of an answer before anyone has fetched it. */
export function addressOf(url: string, declared?: string): OutputAddress {
  const data = dataUriOf(url);
  if (data !== undefined)
    return { name: t('File in the answer'), mediaType: declared ?? data.mediaType, data };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) return { name: url, mediaType: declared };
  const { protocol, pathname, hostname } = parsed;
  const name = lastPart(pathname) || hostname || url;
  const ending = /\.([a-z\d]{1,5})$/i.exec(name)?.[1]?.toLowerCase();
  const mediaType = declared ?? (ending === undefined ? undefined : byEnding[ending]);
  return { name, mediaType, web: protocol === 'https:' ? 'https' : 'http' };
}

function lastPart(pathname: string): string {
  const part = pathname.split('/').findLast((one) => one !== '') ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
