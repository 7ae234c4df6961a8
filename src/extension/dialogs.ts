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
  /** Says what was done, with a way back: true when the person takes it. */
  offer(message: string, action: string): Promise<boolean>;
  /** For what needs no answer and no attention, such as "Copied". */
  mention(message: string): void;
}

export const editorDialogs: Dialogs = {
  confirm: async ({ message, detail, yes }) =>
    (await vscode.window.showWarningMessage(message, { modal: true, detail }, yes)) === yes,
  inform: (message) => void vscode.window.showInformationMessage(message),
  offer: async (message, action) => (await vscode.window.showInformationMessage(message, action)) === action,
  mention: (message) => void vscode.window.setStatusBarMessage(message, 4000),
};
