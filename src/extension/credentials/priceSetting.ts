import * as vscode from 'vscode';
import type { PlatformId } from '../../connectors/domain.ts';
import { userSetting } from '../settings.ts';
import { priceKey } from './prices.ts';

/** The person's own prices: a setting, so that they can be seen, changed and taken to another machine. */
export class PriceSetting {
  /** Dollars per hour as written; undefined where there is none. */
  get(platform: PlatformId, name: string): number | undefined {
    const value: unknown = userSetting('slipway.prices')[priceKey(platform, name)];
    const dollars = isDetailed(value) ? value['perHour'] : value;
    return typeof dollars === 'number' ? dollars : undefined;
  }

  async set(platform: PlatformId, name: string, dollars: number | undefined): Promise<void> {
    if (this.get(platform, name) === dollars) return;
    const { [priceKey(platform, name)]: before, ...others } = userSetting('slipway.prices');
    const all =
      dollars === undefined
        ? others
        : {
            ...others,
            [priceKey(platform, name)]: isDetailed(before) ? { ...before, perHour: dollars } : dollars,
          };
    const value = Object.keys(all).length > 0 ? all : undefined;
    await vscode.workspace
      .getConfiguration()
      .update('slipway.prices', value, vscode.ConfigurationTarget.Global);
  }
}

/** More than a number was written by hand: what else it says stays. */
const isDetailed = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
