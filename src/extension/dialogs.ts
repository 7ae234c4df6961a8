import * as vscode from 'vscode';

export interface Question {
  message: string;
  detail: string;
  /** What the button says: the verb of what will happen. */
  yes: string;
}

/** Questions and notes. Handed in, so that a test can answer where a modal dialog cannot be clicked. */
export interface Dialogs {
  confirm(question: Question): Promise<boolean>;
  inform(message: string): void;
  /** For what needs no answer and no attention, such as "Copied". */
  mention(message: string): void;
}

export const editorDialogs: Dialogs = {
  confirm: async ({ message, detail, yes }) =>
    (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes,
  inform: (message) => void vscode.window.showInformationMessage(message),
  mention: (message) => void vscode.window.setStatusBarMessage(message, 4000),
};
