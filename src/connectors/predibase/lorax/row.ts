import { t } from '@vscode/l10n';
import type { ServerEntry } from '../../context.ts';
import type { Allowed, Deployment, HourlyPrice } from '../../domain.ts';
import type { Redact } from '../../redact.ts';
import { wordTable } from '../../word-table.ts';
import type { ServerStatus } from './status.ts';
import type { LoraxInfo } from './wire.ts';

export const serverPrefix = 'lorax/';

interface Parts {
  entry: ServerEntry;
  status: ServerStatus;
  info: LoraxInfo | undefined;
  modelId: string | undefined;
  price: HourlyPrice | undefined;
  redact: Redact;
  now: number;
}

/** A registered server as a deployment. Its version is not shown: /info has said 0.1.0 for years. */
export function toRow({ entry, status, info, modelId, price, redact, now }: Parts): Deployment {
  const { message } = status;
  const notes = [...status.notes, ...notesOf(info)];
  const failed = status.status === 'failed' && message !== undefined;
  return {
    platform: 'predibase',
    id: `${serverPrefix}${entry.id}`,
    name: entry.label,
    origin: { id: 'lorax', label: t('LoRAX server') },
    status: status.status,
    detail: {
      word: status.word,
      ...(message === undefined ? {} : { message: redact(message) }),
      inferred: true,
      ...(notes.length === 0 ? {} : { notes }),
    },
    model: { id: modelId ?? 'unknown', name: modelId ?? t('Unknown model'), kind: 'model' },
    replicas: status.ready === undefined ? {} : { ready: status.ready, readyInferred: true },
    ...(price ? { price } : {}),
    config: {},
    endpoint: { url: `${entry.url}/v1`, model: '' },
    ...(failed ? { error: redact(message) } : {}),
    allowed: {
      test: testable(status),
      stop: { no: t('LoRAX has no stop call: stop the server where it runs.') },
      start: { no: t('LoRAX has no start call: start the server where it runs.') },
      update: { no: t('LoRAX takes no changes over HTTP: start the server with other options.') },
      remove: true,
    },
    consequences: { remove: t('Only its registration here is removed; the server keeps running.') },
    ...(entry.addedAt === undefined ? {} : { createdAt: entry.addedAt }),
    readAt: now,
  };
}

function notesOf(info: LoraxInfo | undefined): string[] {
  // Not the address: it may be an internal one.
  return info?.request_logger_url
    ? [
        t(
          'This server sends a copy of every prompt and answer, with the token for the adapter, to an address that its operator set.',
        ),
      ]
    : [];
}

function testable({ status, word }: ServerStatus): Allowed {
  switch (status) {
    case 'active':
      return true;
    case 'pending':
    case 'deploying':
      return { no: t('The server does not answer yet.') };
    case 'stopped':
      return { no: t('The server cannot be reached.') };
    case 'failed':
      return { no: whyFailed[word] ?? t('No LoRAX server answers at its address.') };
  }
}

const whyFailed = wordTable<string>({
  unhealthy: t('The server says that it is unhealthy.'),
  'token refused': t('What stands in front of the server refuses the token.'),
});
