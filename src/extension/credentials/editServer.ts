import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConnectorDefinition, CredentialField, ServerEntry } from '../../connectors/connector.ts';
import type { Dialogs } from '../dialogs.ts';
import { askField } from './askField.ts';
import type { Connections } from './connections.ts';
import { keySafety } from './hosts.ts';
import type { Registering } from './lateFlows.ts';
import type { PriceSetting } from './priceSetting.ts';
import { dollarsOf } from './prices.ts';
import type { ServerStore } from './serverStore.ts';
import { adapterTokenField, keyField, labelField, priceField, privateHttpQuestion } from './serverText.ts';

export interface EditServerOptions {
  connections: Connections;
  servers: ServerStore;
  prices: PriceSetting;
  flow: Registering;
  dialogs: Dialogs;
}

/** Changes what Slipway knows of a registered server: its name, its secrets, its price. */
export async function editServer(
  options: EditServerOptions,
  definition: ConnectorDefinition,
  server: ServerEntry,
): Promise<void> {
  const { prices } = options;
  const extra = definition.servers?.adapterToken;
  const price = prices.get(definition.id, server.label);
  const what = await vscode.window.showQuickPick(
    [
      { change: 'label' as const, label: t('Rename…') },
      {
        change: 'token' as const,
        label: server.token === undefined ? t('Set a Key…') : t('Change or Remove the Key…'),
      },
      ...(extra
        ? [
            {
              change: 'adapterToken' as const,
              label:
                server.adapterToken === undefined
                  ? t`Set a ${extra.label}…`
                  : t`Change or Remove the ${extra.label}…`,
            },
          ]
        : []),
      {
        change: 'price' as const,
        label: t('Set the Price…'),
        description: price === undefined ? '' : t`now $${price}/h`,
      },
    ],
    { title: server.label, placeHolder: server.url },
  );
  if (what?.change === 'label') await rename(options, definition, server);
  if (what?.change === 'token')
    await changeSecret(options, definition, server, { key: 'token', field: keyField(server.url) });
  if (what?.change === 'adapterToken' && extra) {
    const field = adapterTokenField(extra, server.url);
    await changeSecret(options, definition, server, { key: 'adapterToken', field });
  }
  if (what?.change === 'price') {
    const typed = await ask(server, priceField, price === undefined ? '' : String(price));
    if (typed === undefined) return;
    await prices.set(definition.id, server.label, typed === '' ? undefined : dollarsOf(typed));
    await options.flow.reconnect(definition.id);
  }
}

async function rename(
  { connections, prices, flow, servers }: EditServerOptions,
  definition: ConnectorDefinition,
  server: ServerEntry,
): Promise<void> {
  const others = (await connections.servers(definition)).filter(({ id }) => id !== server.id);
  const field = labelField(
    server.label,
    others.map(({ label }) => label),
  );
  const label = await ask(server, field, server.label);
  if (!label || label === server.label) return;
  const price = prices.get(definition.id, server.label);
  // The price is written under its name, so it is renamed with it.
  if (price !== undefined) await prices.set(definition.id, label, price);
  await servers.put(definition.id, { ...server, label });
  await prices.set(definition.id, server.label, undefined);
  await flow.reconnect(definition.id);
}

async function changeSecret(
  { dialogs, flow, servers }: EditServerOptions,
  definition: ConnectorDefinition,
  server: ServerEntry,
  { key, field }: { key: 'token' | 'adapterToken'; field: CredentialField },
): Promise<void> {
  const secret = await ask(server, field, '');
  if (secret === undefined) return;
  const clear = secret !== '' && keySafety(server.url) === 'private-network';
  if (clear && !(await dialogs.confirm(privateHttpQuestion(server)))) return;
  const { [key]: _before, ...rest } = server;
  await servers.put(definition.id, { ...rest, ...(secret === '' ? {} : { [key]: secret }) });
  await flow.reconnect(definition.id);
}

/** Undefined: closed. Empty: to be without. */
async function ask(
  { label }: ServerEntry,
  field: CredentialField,
  value: string,
): Promise<string | undefined> {
  const answer = await askField({ title: label, step: 1, totalSteps: 1, field, value });
  return answer.kind === 'value' ? answer.value : undefined;
}
