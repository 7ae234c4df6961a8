import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CredentialField } from '../../connectors/connector.ts';
import { formatProblem } from './formatProblem.ts';
import { inNote } from '../plainText.ts';

export type Answer<T> = { kind: 'value'; value: T } | { kind: 'back' } | { kind: 'closed' };

export interface FieldQuestion {
  title: string;
  step: number;
  totalSteps: number;
  field: CredentialField;
  /** What the box holds to begin with. */
  value?: string | undefined;
  /** Why the last answer was not good. */
  complaint?: string | undefined;
  /** What to know about an answer that is good. */
  note?: (value: string) => string | undefined;
  /** Runs on Enter, while the box stays open; a sentence keeps it open, undefined accepts. Escape aborts. */
  check?: (value: string, signal: AbortSignal) => Promise<string | undefined>;
}

/** One credential, typed into a box that checks its format at each key and the whole of it on Enter. */
export function askField(question: FieldQuestion): Promise<Answer<string>> {
  const { field, check } = question;
  const box = vscode.window.createInputBox();
  const controller = new AbortController();
  const help: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('link-external'),
    tooltip: t`Where to get one: ${field.helpUrl ?? ''}`,
  };
  box.title = question.title;
  box.step = question.step;
  box.totalSteps = question.totalSteps;
  const asked = field.optional ? t`${field.help} Press Enter to leave it out.` : field.help;
  // The editor makes it a link; the box stays open while the page is looked at.
  const prompt = field.helpUrl ? t`${asked} [Open ${new URL(field.helpUrl).host}](${field.helpUrl})` : asked;
  box.prompt = prompt;
  box.value = question.value ?? '';
  box.placeholder = field.placeholder ?? field.label;
  box.password = field.secret;
  box.ignoreFocusOut = true;
  box.buttons = [
    ...(question.step > 1 ? [vscode.QuickInputButtons.Back] : []),
    ...(field.helpUrl ? [help] : []),
  ];
  if (question.complaint !== undefined) box.validationMessage = inNote(question.complaint);

  const note = (value: string): vscode.InputBoxValidationMessage | undefined => {
    const message = question.note?.(value.trim());
    return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
  };

  return new Promise((resolve) => {
    const end = (answer: Answer<string>): void => {
      resolve(answer);
      box.dispose();
    };
    const accept = async (): Promise<void> => {
      const value = box.value.trim();
      const wrong = formatProblem(field, value);
      if (wrong !== undefined || !check) {
        if (wrong === undefined) end({ kind: 'value', value });
        else box.validationMessage = wrong;
        return;
      }
      box.busy = true;
      box.enabled = false;
      box.prompt = t('Checking… Escape stops it.');
      const refused = await check(value, controller.signal);
      if (controller.signal.aborted) return;
      if (refused === undefined) {
        end({ kind: 'value', value });
        return;
      }
      box.busy = false;
      box.enabled = true;
      box.prompt = prompt;
      box.validationMessage = inNote(refused);
    };
    box.onDidChangeValue((value) => {
      box.validationMessage = value === '' ? undefined : (formatProblem(field, value.trim()) ?? note(value));
    });
    box.onDidAccept(() => void accept());
    box.onDidTriggerButton((button) => {
      if (button === vscode.QuickInputButtons.Back) end({ kind: 'back' });
      else if (field.helpUrl) void vscode.env.openExternal(vscode.Uri.parse(field.helpUrl));
    });
    box.onDidHide(() => {
      controller.abort();
      end({ kind: 'closed' });
    });
    box.show();
  });
}
