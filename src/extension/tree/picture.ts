import type { PlatformId } from '../../connectors/domain.ts';
import type { DeploymentKey } from '../deployments/types.ts';
import type { Row } from './rows.ts';

/**
 * A row as it was last drawn. The editor is given these before the application is read, and the application's own
 * right after them: they have the same ids, so to the editor they are the same rows.
 */
export interface PictureNode {
  id: string;
  row: Row;
  /** What a command that is run on it acts on. */
  key?: DeploymentKey;
  platform?: PlatformId;
  children: PictureNode[];
}

/** What is kept of the view, in the editor's storage of the extension. */
export interface Picture {
  /** By which version, in which language: another one would word its rows differently. */
  edition: string;
  rows: PictureNode[];
}

/** The editor's storage, as far as a picture needs it. */
export interface PictureStorage {
  get: (key: string) => unknown;
  update: (key: string, picture: Picture) => PromiseLike<void>;
}

export const pictureKey = 'tree.picture';

/** Undefined where there is none, or nothing on it. */
export function pictureIn(storage: Pick<PictureStorage, 'get'>, edition: string): PictureNode[] | undefined {
  const kept = storage.get(pictureKey) as Picture | undefined;
  return kept?.edition === edition && kept.rows.length > 0 ? kept.rows : undefined;
}
