import type { ComponentChildren } from 'preact';
import { useAriaLabel } from './ariaLabel.ts';
import { Icon } from './marks.tsx';
import './toolkit.ts';

interface ButtonProps {
  children: ComponentChildren;
  onClick: () => void;
  kind?: 'primary' | 'secondary';
  icon?: string;
  disabled?: boolean | undefined;
  /** Why it is disabled, or what it does beyond its words. */
  title?: string | undefined;
  class?: string;
}

export function Button({
  children,
  onClick,
  kind = 'secondary',
  icon,
  disabled = false,
  ...rest
}: ButtonProps) {
  // Always a boolean: Preact clears a property with '', and to the toolkit '' means disabled.
  return (
    <vscode-button appearance={kind} disabled={disabled} onClick={() => !disabled && onClick()} {...rest}>
      {icon === undefined ? null : (
        <span slot="start">
          <Icon name={icon} />
        </span>
      )}
      {children}
    </vscode-button>
  );
}

interface IconButtonProps {
  icon: string;
  label: string;
  onClick: () => void;
  disabled?: boolean | undefined;
  /** What it does is under way. */
  busy?: boolean;
}

export function IconButton({ icon, label, onClick, disabled = false, busy = false }: IconButtonProps) {
  const ref = useAriaLabel(label);
  return (
    <vscode-button
      ref={ref}
      class={busy ? 'busy-icon' : undefined}
      appearance="icon"
      title={label}
      disabled={disabled}
      onClick={() => !busy && onClick()}
    >
      <span>
        <Icon name={icon} />
      </span>
    </vscode-button>
  );
}
