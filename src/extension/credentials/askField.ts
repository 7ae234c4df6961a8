import * as vscode from 'vscode';
import type { CredentialField } from '../../connectors/connector.ts';

export type Answer<T> = { kind: 'value'; value: T } | { kind: 'back' } | { kind: 'closed' };

export interface FieldQuestion {
  title: string;
  step: number;
  totalSteps: number;
  field: CredentialField;
  /** Why the last answer was not good. */
  complaint?: string | undefined;
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
    tooltip: `Where to get one: ${field.helpUrl ?? ''}`,
  };
  box.title = question.title;
  box.step = question.step;
  box.totalSteps = question.totalSteps;
  box.prompt = field.help;
  box.placeholder = field.placeholder ?? field.label;
  box.password = field.secret;
  box.ignoreFocusOut = true;
  box.buttons = [
    ...(question.step > 1 ? [vscode.QuickInputButtons.Back] : []),
    ...(field.helpUrl ? [help] : []),
  ];
  if (question.complaint !== undefined) box.validationMessage = question.complaint;

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
      box.prompt = 'Checking… Escape stops it.';
      const refused = await check(value, controller.signal);
      if (controller.signal.aborted) return;
      if (refused === undefined) {
        end({ kind: 'value', value });
        return;
      }
      box.busy = false;
      box.enabled = true;
      box.prompt = field.help;
      box.validationMessage = refused;
    };
    box.onDidChangeValue((value) => {
      box.validationMessage = value === '' ? undefined : formatProblem(field, value.trim());
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

export function formatProblem(field: CredentialField, value: string): string | undefined {
  if (value === '') return field.optional ? undefined : `${field.label} is missing.`;
  return field.validate?.(value);
}
