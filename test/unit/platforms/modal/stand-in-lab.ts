import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modalCommand } from '../../../platforms/modal/stand-in/commandLine.ts';
import { Console } from '../../../platforms/modal/stand-in/console.ts';
import { simulatorControl } from '../../../platforms/modal/stand-in/control.ts';
import { switchesOf } from '../../../platforms/modal/stand-in/switches.ts';
import { type ModalSimulator, startModal } from '../../../platforms/modal/index.ts';

export const python = join(import.meta.dirname, '../../../platforms/modal/stand-in/python');

/** A program as the extension runs it; only its mark is read. */
export const program = 'import modal\nMARK = "@@MODAL_RESULT@@ "\n';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** When the output holds this text. */
  says(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

export class Bench implements AsyncDisposable {
  readonly sim: ModalSimulator;
  readonly folder = mkdtempSync(join(tmpdir(), 'stand-in-'));

  constructor(sim: ModalSimulator) {
    this.sim = sim;
  }

  static async open(): Promise<Bench> {
    return new Bench(await startModal({ seed: 'empty' }));
  }

  /** Writes a deployable file with these settings; its path. */
  file(cfg: Record<string, unknown> = {}, body = webFunction, name = 'app_file.py'): string {
    const all = { ...usual, ...cfg };
    const path = join(this.folder, name);
    writeFileSync(path, `import json\n\nCFG = json.loads(${JSON.stringify(JSON.stringify(all))})\n${body}`);
    return path;
  }

  /** `switches` as a comma list. Without `env`, a signed-in person at a terminal of 80 columns. */
  run(args: readonly string[], switches = '', env: Record<string, string | undefined> = {}): Promise<Ended> {
    return this.start(args, switches, env).ended;
  }

  /** `-m modal …` without the process around it, for what needs none: starting one is slow. */
  async modal(
    args: readonly string[],
    list: readonly string[] = [],
    env: Record<string, string | undefined> = {},
  ): Promise<Ended> {
    const { tokenId, tokenSecret } = this.sim.credentials;
    const whole = { MODAL_TOKEN_ID: tokenId, MODAL_TOKEN_SECRET: tokenSecret, ...env };
    const written = { out: '', err: '' };
    const streams = {
      stdout: { write: (text: string) => (written.out += text) },
      stderr: { write: (text: string) => (written.err += text) },
    };
    const switches = switchesOf(list);
    const code = await modalCommand(args, {
      env: whole,
      switches,
      control: simulatorControl(this.sim.controlUrl),
      console: new Console(whole, switches, streams),
      signal: new AbortController().signal,
    });
    return { code, signal: null, ...written };
  }

  start(args: readonly string[], switches = '', env: Record<string, string | undefined> = {}): Running {
    const { tokenId, tokenSecret } = this.sim.credentials;
    const child = spawn(python, args, {
      env: {
        PATH: process.env['PATH'],
        SLIPWAY_NODE: process.execPath,
        MODAL_SIM_CONTROL: this.sim.controlUrl,
        MODAL_SIM_SWITCHES: switches,
        MODAL_TOKEN_ID: tokenId,
        MODAL_TOKEN_SECRET: tokenSecret,
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    return {
      child,
      says: (text) =>
        new Promise((resolve, reject) => {
          const look = (): void => {
            if (out.includes(text)) resolve();
          };
          child.stdout.on('data', look);
          child.once('close', () => reject(new Error(`ended without “${text}”: ${out}${err}`)));
          look();
        }),
      ended: new Promise((resolve) => {
        child.once('close', (code, signal) => resolve({ code, signal, out, err }));
      }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.sim.close();
  }
}

export const usual = {
  app: 'my-llm',
  tags: { team: 'search' },
  image: 'vllm/vllm-openai:v0.11.2',
  model: 'Qwen/Qwen3-8B-FP8',
  served: ['qwen'],
  gpu: 'H100:2',
  min: 0,
  max: 3,
  buffer: null,
  scaledown: 300,
  timeout: 600,
  startup: 1200,
  max_inputs: 32,
  target_inputs: 16,
  port: 8000,
  proxy_auth: true,
  adapter_volume: 'my-adapters',
  loras: [{ name: 'sql', path: '/adapters/sql' }],
};

export const webFunction = `
volumes = {"/cache": modal.Volume.from_name("huggingface-cache", create_if_missing=True)}


@app.function(gpu=CFG["gpu"])
@modal.concurrent(max_inputs=CFG["max_inputs"])
@modal.web_server(CFG["port"], startup_timeout=CFG["startup"])
def serve():
    pass
`;

export const serverClass = `
@app.server(
    port=CFG["port"],
)
class Vllm:
    pass
`;

/** The words in a box, joined as they were before they were wrapped. */
export const unboxed = (text: string): string =>
  text
    .split('\n')
    .filter((line) => /^[│|]/.test(line))
    .map((line) => line.slice(1, -1).trim())
    .join(' ');
