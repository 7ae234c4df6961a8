import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Router } from '../../kit/router.ts';
import { account } from '../account.ts';
import { refusal } from '../errors.ts';
import { adapterView } from '../views.ts';
import type { World } from '../world.ts';
import { bodyOf, needText, repoOf } from './read.ts';

const files = ['adapter_config.json', 'adapter_model.bin', 'adapter_model.safetensors'];
const required = { 'x-amz-server-side-encryption': 'AES256' } as const;

export function uploadRoutes(router: Router, world: World): void {
  router
    .on('POST', '/v2/adapters/upload', (call) => start(world, call))
    // With the slash; without it there is nothing to PUT to.
    .on('PUT', '/v2/adapters/upload/', (call) => finish(world, call))
    .on('PUT', '/v2/adapters/upload', () => ({ status: 404, body: { error: 'Not Found' } }))
    .on('PUT', '/presigned/:token/:file', (call) => store(world, call))
    .on('GET', '/presigned/results/:job', (call) => results(world, call));
}

function start(world: World, call: Call): Answer {
  const repo = repoOf(world, needText(world, bodyOf(world, call), 'repo'));
  const uploadToken = `up-${world.uuid()}`;
  world.uploads.set(uploadToken, { repo: repo.name, files: new Set() });
  const origin = `http://${call.headers.host ?? 'localhost'}`;
  const url = (file: string): string => `${origin}/presigned/${uploadToken}/${file}`;
  return ok({
    presignedUrls: Object.fromEntries(files.map((file) => [file, url(file)])),
    uploadToken,
    requiredHeaders: required,
  });
}

/** A storage service: it knows the signature in the address and refuses any other sign-in beside it. */
function store(world: World, call: Call): Answer {
  refuseToken(world, call);
  const upload = world.uploads.get(call.params['token'] ?? '');
  const file = call.params['file'] ?? '';
  const missing = Object.entries(required).some(([name, value]) => call.headers[name] !== value);
  const typed = call.headers['content-type'] === 'application/octet-stream';
  if (!upload || !files.includes(file) || missing || !typed) return storage(403, 'SignatureDoesNotMatch');
  upload.files.add(file);
  return { status: 200 };
}

function finish(world: World, call: Call): Answer {
  const token = needText(world, bodyOf(world, call), 'uploadToken');
  const upload = world.uploads.get(token);
  const weights = ['adapter_model.bin', 'adapter_model.safetensors'].some((file) => upload?.files.has(file));
  if (!upload?.files.has('adapter_config.json') || !weights) {
    throw refusal(world.modes.codes.invalid, 'upload is incomplete');
  }
  world.uploads.delete(token);
  const repo = repoOf(world, upload.repo);
  const version = {
    tag: Math.max(0, ...repo.versions.map(({ tag }) => tag)) + 1,
    createdAt: world.clock.iso(),
    createdBy: account.username,
    baseModel: 'qwen3-8b',
    archived: false,
    status: '',
    adapterPath: `adapters/${token}`,
    checkpoint: null,
    description: null,
  };
  repo.versions.push(version);
  return ok(adapterView(repo.name, version));
}

function results(world: World, call: Call): Answer {
  refuseToken(world, call);
  const job = world.batches.get(call.params['job'] ?? '');
  if (job?.resultPath === undefined) return storage(404, 'NoSuchKey');
  const line = { custom_id: '1', response: { body: { choices: [] } } };
  return { status: 200, text: { type: 'application/jsonl', value: `${JSON.stringify(line)}\n` } };
}

function refuseToken(world: World, call: Call): void {
  if (call.headers.authorization === undefined) return;
  world.leakedTokens += 1;
  throw refusal(400, 'Only one auth mechanism allowed', 'a token on a presigned address');
}

const storage = (status: number, code: string): Answer => ({
  status,
  text: { type: 'application/xml', value: `<Error><Code>${code}</Code></Error>` },
});
