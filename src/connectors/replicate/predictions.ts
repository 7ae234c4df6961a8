import { t } from '@vscode/l10n';
import { redactValue } from '../redact.ts';
import type { Redact } from '../redact.ts';
import type { ReplicateApi, Call } from './api.ts';
import { malformed } from './errors.ts';
import { withoutData } from './outputs.ts';
import { isRecord, parsedJson } from './units.ts';
import { prediction } from './wire.ts';
import type { WirePrediction } from './wire.ts';

/** A prediction as it was read, and as it came, for showing. */
export interface Reading {
  wire: WirePrediction;
  raw: unknown;
}

export function readPrediction(api: ReplicateApi, text: string, call: Call): Reading {
  const raw = parsedJson(text);
  if (!isRecord(raw)) throw malformed(t`${call.method} ${call.path} was answered with no prediction.`);
  return { wire: api.read(prediction, text, call), raw };
}

export async function getPrediction(api: ReplicateApi, path: string, signal?: AbortSignal): Promise<Reading> {
  const call: Call = { method: 'GET', path, signal };
  const { text } = await api.send(call);
  return readPrediction(api, text, call);
}

const mask = '•••';

/** Inputs for showing: without secrets and without whole files. */
export function shownInput(input: unknown, secrets: ReadonlySet<string>): unknown {
  if (!isRecord(input)) return input;
  return withoutData(
    Object.fromEntries(
      Object.entries(input).map(([name, value]) => [name, secrets.has(name) ? mask : value]),
    ),
  );
}

/** A prediction for showing and keeping. The address of a stream is a key of its own, so it goes too. */
export function shown(raw: unknown, secrets: ReadonlySet<string>, redact: Redact): unknown {
  if (!isRecord(raw)) return raw;
  const { input, urls, ...rest } = raw;
  const links = isRecord(urls) ? { urls: 'stream' in urls ? { ...urls, stream: mask } : urls } : {};
  const body = {
    ...rest,
    ...(input === undefined ? {} : { input: shownInput(input, secrets) }),
    ...links,
  };
  return redactValue(withoutData(body), redact);
}
