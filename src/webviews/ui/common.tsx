import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CommonCalls, DeploymentKey, PlatformId, Remedy } from '../protocol.ts';

/** What any part of any panel may ask of the editor. Failures are the editor's to show. */
export interface Common {
  action: (key: DeploymentKey, action: CommonCalls['action']['in']['action']) => void;
  copy: (text: string) => void;
  openExternal: (url: string) => void;
  connect: (platform: PlatformId) => void;
  /** Does what a failure offers. */
  remedy: (remedy: Remedy, platform: PlatformId | undefined) => void;
}

interface CommonCaller {
  call(name: 'action', input: CommonCalls['action']['in'], options: { timeoutMs: number }): Promise<unknown>;
  call(name: 'connect', input: { platform: PlatformId }, options: { timeoutMs: number }): Promise<unknown>;
  call(name: 'remedy', input: CommonCalls['remedy']['in'], options: { timeoutMs: number }): Promise<unknown>;
  call(name: 'copy', input: { text: string }): Promise<unknown>;
  call(name: 'openExternal', input: { url: string }): Promise<unknown>;
}

const quiet = (): void => undefined;

export function commonOf(rpc: CommonCaller): Common {
  return {
    // No limit of time: the host may be asking the person to confirm.
    action: (key, action) => void rpc.call('action', { key, action }, { timeoutMs: 0 }).catch(quiet),
    connect: (platform) => void rpc.call('connect', { platform }, { timeoutMs: 0 }).catch(quiet),
    remedy: (remedy, platform) => {
      const input = { remedy, ...(platform === undefined ? {} : { platform }) };
      void rpc.call('remedy', input, { timeoutMs: 0 }).catch(quiet);
    },
    copy: (text) => void rpc.call('copy', { text }).catch(quiet),
    openExternal: (url) => void rpc.call('openExternal', { url }).catch(quiet),
  };
}

export const CommonContext = createContext<Common>({
  action: quiet,
  copy: quiet,
  openExternal: quiet,
  connect: quiet,
  remedy: quiet,
});
export const useCommon = (): Common => useContext(CommonContext);
