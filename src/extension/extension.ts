import './language.ts';
import type * as vscode from 'vscode';
import { start, type TestedApi } from './activation.ts';
import type { SlipwayApi } from './api.ts';

/** What the editor calls first. The language comes before all else: tables hold messages. */
export function activate(context: vscode.ExtensionContext): Promise<SlipwayApi | TestedApi> {
  return start(context);
}
