/** A release of VS Code's own server, as code-server's npm package carries it under lib/vscode. */
export interface Release {
  /** Of the package; VS Code's own is the same with a 1 in front. */
  readonly version: string;
  readonly integrity: string;
  /** Its dependencies that Slipway's tests do not reach, or that are replaced below, are left out; these are kept. */
  readonly needed: RegExp;
  /** Dependencies that it would take from elsewhere than npm, download or compile: as npm has them ready to run. */
  readonly instead?: Readonly<Record<string, string>>;
  /** Addons that would have to be compiled, and the module in `natives` that stands for each. */
  readonly plain: Readonly<Record<string, string>>;
  /**
   * What keeps its workbench from loading an extension under development unless it runs in its "smoke test" mode, which
   * shows no notifications: not what a newcomer, or a test, should see. Taken out; absent where it does not ask.
   */
  readonly guard?: { readonly found: string; readonly instead: string };
  /** The Node that it comes with, of npm packages by platform; the project's own where there is none. */
  readonly node?: { readonly version: string; readonly integrity: Readonly<Record<string, string>> };
}

/** Without the built-in AI, remote and debugging features. */
const needed =
  /^(@microsoft\/1ds-core-js|@parcel\/watcher|@vscode\/(deviceid|iconv-lite-umd|proxy-agent|ripgrep-universal)|@xterm\/.*|cookie|https?-proxy-agent|jschardet|minimist|node-pty|vscode-(oniguruma|regexpp|textmate)|ws|yauzl|yazl)$/;

const current: Release = {
  version: '4.139.1',
  integrity:
    'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
  needed,
  plain: { '@vscode/spdlog': 'spdlog', '@vscode/native-watchdog': 'native-watchdog' },
  guard: {
    found: 'if(this.payload&&(!this.isBuilt||this.enableSmokeTestDriver))',
    instead: 'if(this.payload)',
  },
};

/** The oldest that the manifest's `engines` let in, on the Node that it came with: no newer part of either is there. */
const oldest: Release = {
  version: '4.106.3',
  integrity:
    'sha512-GCspZ2Naj4/1pCVgfD3swU0/6RWGiodqeugwYLofT4rShPMCJXiw+hQYNREQlA6Yp53vJuRlR9ccrfIPLNQAKw==',
  needed,
  instead: {
    '@parcel/watcher': '2.5.1',
    '@vscode/ripgrep': 'npm:@vscode/ripgrep-universal@1.18.0',
    'node-pty': '1.2.0-beta.15',
  },
  plain: { '@vscode/spdlog': 'spdlog', 'native-watchdog': 'native-watchdog' },
  node: {
    version: '22.20.0',
    integrity: {
      'linux-x64':
        'sha512-CWyKqAkT1fUBr1IDD/JhDAYpUrBraNmSM9ndREbhAp14QmgBqq8CmgWHITSK1YXzJj+hWTEC1+F6gOgVFLIaSg==',
      'linux-arm64':
        'sha512-eVexvODYds5ya11f+1D0r33WVf6BGvoSvofyVYQFMFMytblCCwlgJStpOb4IdomSnfVQWLAt0tNgYE5iXxSRuA==',
    },
  },
};

export const releases = { current, oldest } as const;

/** `SLIPWAY_VSCODE` chooses among them. */
export function chosenRelease(): Release {
  const name = process.env['SLIPWAY_VSCODE'] ?? 'current';
  if (name !== 'current' && name !== 'oldest')
    throw new Error(`SLIPWAY_VSCODE is ${name}; there are ${Object.keys(releases).join(' and ')}`);
  return releases[name];
}
