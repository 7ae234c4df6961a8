import * as vscode from 'vscode';
import { inBlock, inNote, inPick } from './plainText.ts';

export interface Question {
  message: string;
  detail: string;
  /** What the button says: the verb of what will happen. */
  yes: string;
}

/** A question with more than one answer beside "no". */
export interface Choice {
  message: string;
  detail: string;
  options: readonly string[];
  /** False: it stands beside what the person looks at, and does not keep them from looking. */
  modal: boolean;
}

/** Questions and notes. Handed in, so that a test can answer where a modal dialog cannot be clicked. */
export interface Dialogs {
  confirm(question: Question): Promise<boolean>;
  /** The option that was taken; undefined: none. */
  choose(choice: Choice): Promise<string | undefined>;
  inform(message: string): void;
  /** Says what was done, with a way back: true when the person takes it. */
  offer(message: string, action: string): Promise<boolean>;
  /** For what needs no answer and no attention, such as "Copied". */
  mention(message: string): void;
}

export const editorDialogs: Dialogs = {
  confirm: async ({ message, detail, yes }) =>
    (await vscode.window.showWarningMessage(
      inBlock(message),
      { modal: true, detail: inBlock(detail) },
      yes,
    )) === yes,
  choose: async ({ message, detail, options, modal }) =>
    modal
      ? vscode.window.showWarningMessage(inBlock(message), { modal, detail: inBlock(detail) }, ...options)
      : vscode.window.showWarningMessage(inNote(message), ...options),
  inform: (message) => void vscode.window.showInformationMessage(inNote(message)),
  offer: async (message, action) =>
    (await vscode.window.showInformationMessage(inNote(message), action)) === action,
  mention: (message) => void vscode.window.setStatusBarMessage(inPick(message), 4000),
};
