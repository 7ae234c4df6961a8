import { ok } from '../../kit/answers.ts';
import { hardwareName } from '../hardware.ts';
import type { Account, Json } from '../types.ts';
import type { routesOf } from './context.ts';

export const accountView = ({ type, username, name, githubUrl }: Account): Json => ({
  type,
  username,
  name,
  github_url: githubUrl,
});

export function accountRoutes(on: ReturnType<typeof routesOf>): void {
  on('GET', '/account', ({ account }) => ok(accountView(account)));
  // A plain array: no pages, no prices, and not the same for every account.
  on('GET', '/hardware', ({ account }) => ok(account.skus.map((sku) => ({ sku, name: hardwareName(sku) }))));
  on('GET', '/webhooks/default/secret', () => ok({ key: 'whsec_U2ltdWxhdGVkIHdlYmhvb2sgc2lnbmluZyBrZXk=' }));
}
