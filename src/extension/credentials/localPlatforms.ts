import * as v from 'valibot';
import { platformIds, type PlatformId } from '../../connectors/domain.ts';
import { baseUrlProblem } from './baseUrls.ts';

const strings = v.record(v.string(), v.string());
const localUrls = v.record(
  v.string(),
  v.pipe(
    v.string(),
    v.check((url) => baseUrlProblem(url) === undefined && !url.startsWith('https:'), 'not on this machine'),
  ),
);
const schema = v.partial(
  v.object(v.entriesFromList(platformIds, v.object({ baseUrls: localUrls, credentials: strings }))),
);

/** A simulator that stands in for a platform. */
export interface LocalPlatform {
  baseUrls: Record<string, string>;
  credentials: Record<string, string>;
}
export type LocalPlatforms = Partial<Record<PlatformId, LocalPlatform>>;

/** Environment variable that names the file `npm start` writes. Never read in an installed extension. */
export const localPlatformsVariable = 'SLIPWAY_LOCAL_PLATFORMS';

/** Simulators answer on this machine only, so nobody's key can be sent elsewhere through this file. */
export function parseLocalPlatforms(text: string): LocalPlatforms {
  return v.parse(schema, JSON.parse(text)) as LocalPlatforms;
}
