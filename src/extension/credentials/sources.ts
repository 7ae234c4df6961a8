import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import { settings, type SettingId } from '../ids.ts';
import type { ExtensionLog } from '../log.ts';
import { userSetting } from '../settings.ts';
import { chosenBaseUrls, type BaseUrlChoice } from './baseUrls.ts';
import { localPlatformsVariable, parseLocalPlatforms, type LocalPlatforms } from './localPlatforms.ts';

/** The base URLs that the person has set, never those of a workspace. */
export function configuredBaseUrls(definition: ConnectorDefinition): BaseUrlChoice {
  return chosenBaseUrls(definition, (key) => {
    const id = `slipway.${definition.id}.baseUrl.${key}`;
    const value = id in settings ? userSetting(id as SettingId) : '';
    return typeof value === 'string' ? value : '';
  });
}

/** Only where the extension is being worked on: an installed one never takes base URLs from the environment. */
export async function readLocalPlatforms(
  mode: vscode.ExtensionMode,
  log: ExtensionLog,
): Promise<LocalPlatforms> {
  const file = process.env[localPlatformsVariable];
  if (mode === vscode.ExtensionMode.Production || !file) return {};
  try {
    return parseLocalPlatforms(await readFile(file, 'utf8'));
  } catch (error) {
    log.error(`${localPlatformsVariable}: ${file} could not be used. ${String(error)}`);
    return {};
  }
}
