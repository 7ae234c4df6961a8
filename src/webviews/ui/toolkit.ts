/** The controls that come from the toolkit, and their types for JSX. Nothing outside `ui/` names them. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDivider,
  vsCodeLink,
  vsCodeProgressRing,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { HTMLAttributes } from 'preact';

// Two are left out on purpose. The dropdown ignores `selected` and loses its value when the options change;
// the badge has a `style` attribute in its template, which the content security policy refuses.
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDivider(),
  vsCodeLink(),
  vsCodeProgressRing(),
  vsCodeTextArea(),
  vsCodeTextField(),
);

type Control<Extra = unknown> = HTMLAttributes<HTMLElement> & Extra;
type Input = Control<{
  value: string;
  disabled?: boolean | undefined;
  readonly?: boolean | undefined;
  placeholder?: string | undefined;
  spellcheck?: boolean;
}>;

declare module 'preact' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how Preact takes new elements
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': Control<{
        appearance?: 'primary' | 'secondary' | 'icon';
        disabled?: boolean | undefined;
      }>;
      'vscode-checkbox': Control<{ checked: boolean; disabled?: boolean | undefined }>;
      'vscode-divider': Control;
      'vscode-link': Control<{ href: string }>;
      'vscode-progress-ring': Control;
      'vscode-text-area': Input & { rows?: number; resize?: 'vertical' };
      'vscode-text-field': Input & { type?: string; maxlength?: number };
    }
  }
}
