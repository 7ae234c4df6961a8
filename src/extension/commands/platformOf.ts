import type { PlatformId } from '../../connectors/domain.ts';
import type { PlatformTarget } from '../ids.ts';

export const platformOf = (target: PlatformTarget): PlatformId | undefined =>
  typeof target === 'string' ? target : target?.platform;
