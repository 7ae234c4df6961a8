import { t } from '@vscode/l10n';
import * as v from 'valibot';
import { platformIds, type PlatformId } from '../../connectors/domain.ts';
import type { ServerEntry } from '../../connectors/connector.ts';
import { baseUrlProblem } from './baseUrls.ts';
import { serverEntry } from './serverStore.ts';

const strings = v.record(v.string(), v.string());
const onThisMachine = (url: string): boolean =>
  baseUrlProblem(url) === undefined && !url.startsWith('https:');
const localUrls = v.record(v.string(), v.pipe(v.string(), v.check(onThisMachine, t('not on this machine'))));
const localServer = v.pipe(
  serverEntry,
  v.check(({ url }) => onThisMachine(url), t('not on this machine')),
);
const localPlatform = v.object({
  baseUrls: localUrls,
  credentials: strings,
  servers: v.exactOptional(v.array(localServer)),
});
const schema = v.partial(v.object(v.entriesFromList(platformIds, localPlatform)));

/** A simulator that stands in for a platform. */
export interface LocalPlatform {
  baseUrls: Record<string, string>;
  credentials: Record<string, string>;
  servers?: ServerEntry[];
}
export type LocalPlatforms = Partial<Record<PlatformId, LocalPlatform>>;

/** Environment variable that names the file `npm start` writes. Never read in an installed extension. */
export const localPlatformsVariable = 'SLIPWAY_LOCAL_PLATFORMS';

/** Simulators answer on this machine only, so nobody's key can be sent elsewhere through this file. */
export function parseLocalPlatforms(text: string): LocalPlatforms {
  return v.parse(schema, JSON.parse(text)) as LocalPlatforms;
}
