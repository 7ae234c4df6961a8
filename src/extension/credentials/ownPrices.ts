import * as vscode from 'vscode';
import type { PlatformId } from '../../connectors/domain.ts';
import { userSetting } from '../settings.ts';
import { priceKey } from './prices.ts';

/** The person's own prices: a setting, so that they can be seen, changed and taken to another machine. */
export class OwnPrices {
  /** Dollars per hour as written; undefined where there is none. */
  get(platform: PlatformId, name: string): number | undefined {
    const value = userSetting('slipway.prices')[priceKey(platform, name)];
    return typeof value === 'number' ? value : undefined;
  }

  async set(platform: PlatformId, name: string, dollars: number | undefined): Promise<void> {
    const { [priceKey(platform, name)]: before, ...others } = userSetting('slipway.prices');
    if (before === dollars) return;
    const all = dollars === undefined ? others : { ...others, [priceKey(platform, name)]: dollars };
    const value = Object.keys(all).length > 0 ? all : undefined;
    await vscode.workspace
      .getConfiguration()
      .update('slipway.prices', value, vscode.ConfigurationTarget.Global);
  }
}
