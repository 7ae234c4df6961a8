import { createHash, createHmac } from 'node:crypto';
import { type Answer, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { bare, invalid, unauthorized } from '../errors.ts';
import { isoUs } from '../ids.ts';
import { paged } from '../paging.ts';
import { streamAnswer } from '../runs/stream.ts';
import type { Json, StoredFile } from '../types.ts';
import type { World } from '../world.ts';
import { accountOf, created, emptied, type routesOf, type Visit } from './context.ts';

const limit = 100 * 1024 * 1024;
/** Of the Files API; no documented way leads to it. */
export const fileSecret = 'simulated-files-signing-secret';

export function fileRoutes(on: ReturnType<typeof routesOf>, router: Router, world: World): void {
  on('GET', '/files', (visit) => {
    const own = [...world.files.values()].filter(({ account }) => account === visit.account.username);
    return ok(paged(world, visit.call, own, (file) => fileView(world, file)));
  });
  on('POST', '/files', upload);
  const read = (visit: Visit): Answer => ok(fileView(world, fileAt(visit)));
  // Streams of files live below the same path, and their address is the key.
  router.on('GET', '/v1/files/:id', (call) => {
    const prediction = world.streams.get(call.params['id']!);
    if (prediction) return streamAnswer(world, call, prediction);
    const account = accountOf(world, call.headers.authorization);
    if (!account) throw unauthorized();
    return read({ world, call, account });
  });
  on('DELETE', '/files/:id', (visit) => {
    world.files.delete(fileAt(visit).id);
    return emptied;
  });
  // The signature stands for the token here.
  router.on('GET', '/v1/files/:id/download', ({ params, query }) => {
    const file = world.files.get(params['id']!);
    const [owner, expiry] = [query.get('owner'), query.get('expiry')];
    const signature = createHmac('sha256', fileSecret)
      .update(`${owner} ${params['id']!} ${expiry}`)
      .digest('base64');
    const fresh = Number(expiry) * 1000 > world.clock.now();
    if (file?.account !== owner || !fresh || query.get('signature') !== signature) throw missing();
    return { status: 200, bytes: { type: file.type, value: file.bytes } };
  });
}

const missing = (): ReturnType<typeof bare> => bare(404, 'File not found');

function fileAt({ world, call, account }: Visit): StoredFile {
  const file = world.files.get(call.params['id']!);
  if (file?.account !== account.username) throw missing();
  return file;
}

async function upload({ world, call, account }: Visit): Promise<Answer> {
  const form = await new Response(new Uint8Array(call.raw), {
    headers: { 'content-type': call.headers['content-type'] ?? '' },
  })
    .formData()
    .catch(() => undefined);
  const content = form?.get('content');
  if (!form || !(content instanceof Blob)) {
    throw invalid([{ pointer: '/content', detail: 'This field is required.' }]);
  }
  if (content.size > limit) throw bare(413, 'Files must be less than 100MB in size');
  const field = (name: string): string | undefined => {
    const value = form.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const name = field('filename') ?? ('name' in content ? content.name : 'file');
  if (Buffer.byteLength(name) > 255) throw invalid([{ pointer: '/filename', detail: 'Too long.' }]);
  const metadata = await jsonPart(form.get('metadata'));
  const file: StoredFile = {
    id: world.makeId(),
    account: account.username,
    name,
    type: field('type') ?? (content.type || 'application/octet-stream'),
    bytes: Buffer.from(await content.arrayBuffer()),
    metadata,
    createdUs: world.stamp(),
  };
  world.files.set(file.id, file);
  world.clock.after(world.timings.fileLifeMs, () => world.files.delete(file.id));
  return created(fileView(world, file));
}

/** Sent as text or, by the official client, as a part of type `application/json`. */
async function jsonPart(part: FormDataEntryValue | null): Promise<unknown> {
  if (part === null) return {};
  try {
    return JSON.parse(typeof part === 'string' ? part : await part.text()) as unknown;
  } catch {
    throw invalid([{ pointer: '/metadata', detail: 'Not valid JSON.' }]);
  }
}

function fileView(world: World, file: StoredFile): Json {
  const digest = (algorithm: string): string => createHash(algorithm).update(file.bytes).digest('hex');
  return {
    id: file.id,
    name: file.name,
    content_type: file.type,
    size: file.bytes.length,
    etag: digest('md5'),
    checksums: { sha256: digest('sha256'), md5: digest('md5') },
    metadata: file.metadata,
    created_at: isoUs(file.createdUs),
    expires_at: isoUs(file.createdUs + world.clock.span(world.timings.fileLifeMs) * 1000),
    urls: { get: `${world.origin}/v1/files/${file.id}` },
  };
}
