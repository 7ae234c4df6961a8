import { useCommon } from './common.tsx';
import './toolkit.ts';

export function Link({ url, children }: { url: string; children: string }) {
  const { openExternal } = useCommon();
  const open = (event: Event): void => {
    event.preventDefault();
    openExternal(url);
  };
  return (
    <vscode-link href={url} onClick={open}>
      {children}
    </vscode-link>
  );
}
