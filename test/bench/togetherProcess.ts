import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { machineTime } from '../platforms/kit/machineTime.ts';
import type { Instants } from '../platforms/together/inference/instants.ts';

/** The simulator in a process of its own, so that it writes when it means to, whatever is going on in this one. */
export class TogetherProcess {
  readonly baseUrls: Record<string, string>;
  readonly credentials: { apiKey: string };
  readonly #control: string;
  readonly #end: () => Promise<void>;

  private constructor({ baseUrls, credentials, control }: Said, end: () => Promise<void>) {
    this.baseUrls = baseUrls;
    this.credentials = credentials;
    this.#control = control;
    this.#end = end;
  }

  static async start(): Promise<TogetherProcess> {
    const program = fileURLToPath(new URL('../platforms/main.ts', import.meta.url));
    const child = spawn(process.execPath, [program, '--only', 'together'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const chunk of child.stdout) if ((said += String(chunk)).includes('\n')) break;
    const { together } = JSON.parse(said) as { together: Said };
    return new TogetherProcess(together, async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    });
  }

  async setPace(pace: { ttftMs: number; tokensPerSecond: number }): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify({ pace }) };
    const response = await fetch(`${this.#control}/pace`, request);
    if (!response.ok) throw new Error(await response.text());
  }

  /** When it wrote what, by the ids of the answers, on the clock of `machineTime`. */
  async instants(): Promise<Record<string, Instants>> {
    return (await this.#told()).requests;
  }

  /**
   * How far its clock is from ours at most: of the shortest round trip, the distance of its middle from what the
   * other side says, and half its length.
   */
  async clockDifference(): Promise<number> {
    let best = { off: Infinity, half: Infinity };
    for (let i = 0; i < 50; i++) {
      const before = machineTime();
      const { now } = await this.#told();
      const half = (machineTime() - before) / 2;
      if (half < best.half) best = { off: Math.abs(before + half - now), half };
    }
    return best.off + best.half;
  }

  stop(): Promise<void> {
    return this.#end();
  }

  async #told(): Promise<{ now: number; requests: Record<string, Instants> }> {
    const response = await fetch(`${this.#control}/instants`);
    return (await response.json()) as { now: number; requests: Record<string, Instants> };
  }
}

interface Said {
  baseUrls: Record<string, string>;
  credentials: { apiKey: string };
  control: string;
}
