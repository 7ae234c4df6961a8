import * as vscode from 'vscode';
import type { Connector, CredentialField, FieldChoice } from '../../connectors/connector.ts';
import { chosenBefore, chosenText } from './chosenParts.ts';
import type { Credentials } from './credentialStore.ts';
import { asPick } from '../plainText.ts';

/**
 * Asks which parts of the account are wanted, for the fields that have such. What cannot be listed, or is only
 * one, is not asked for. Undefined: the person ended it.
 */
export async function pickParts(
  connector: Connector,
  fields: readonly CredentialField[],
  credentials: Credentials,
  title: string,
): Promise<Credentials | undefined> {
  let picked = credentials;
  for (const field of fields) {
    const choices = await listed(connector, field);
    if (choices.length < 2) continue;
    const before = chosenBefore(choices, picked[field.key]);
    const items = choices.map((choice) => ({
      choice,
      ...asPick({
        label: choice.label,
        ...(choice.detail === undefined ? {} : { description: choice.detail }),
      }),
      picked: before.has(choice.value),
    }));
    const answer = await vscode.window.showQuickPick(items, {
      title: `${title}: ${field.label}`,
      placeHolder: field.help,
      canPickMany: true,
      ignoreFocusOut: true,
    });
    if (!answer) return undefined;
    const text = chosenText(
      choices,
      answer.map(({ choice }) => choice),
    );
    const { [field.key]: _before, ...others } = picked;
    picked = text === '' ? others : { ...others, [field.key]: text };
  }
  return picked;
}

async function listed(connector: Connector, { key }: CredentialField): Promise<FieldChoice[]> {
  try {
    return (await connector.choices?.(`credentials.${key}`, {}, AbortSignal.timeout(20_000))) ?? [];
  } catch {
    return [];
  }
}
