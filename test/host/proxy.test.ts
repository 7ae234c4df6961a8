import * as assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { setBaseUrls, slipway, together, until } from './kit.ts';

describe("the editor's proxy", () => {
  it('is asked for every call to a platform', async () => {
    const { app } = await slipway();
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const http = vscode.workspace.getConfiguration('http');
    const set = (key: string, value: unknown) => http.update(key, value, vscode.ConfigurationTarget.Global);
    try {
      await set('proxySupport', 'override');
      await set('proxy', `http://127.0.0.1:${port}`);
      const away = 'https://platform.invalid';
      await setBaseUrls({ v1: `${away}/v1`, v2: `${away}/v2`, inference: `${away}/v1` });
      await until('the proxy was asked', async () => {
        const signal = AbortSignal.timeout(5000);
        const key = { apiKey: 'tgp_v1_not_a_key_not_a_key_not_a_key_not_a_key' };
        await assert.rejects(app.flow.verify(together(app), key, signal));
        return asked.length > 0;
      });
      assert.deepEqual([...new Set(asked)], ['platform.invalid:443']);
    } finally {
      await set('proxy', undefined);
      await set('proxySupport', undefined);
      await setBaseUrls({});
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});
