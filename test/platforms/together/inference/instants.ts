import { machineTime } from '../../kit/machineTime.ts';

/** When things happened to one request, on the clock of `machineTime`. */
export interface Instants {
  readonly received: number;
  /** When the first generated token was written to the socket; absent where none was streamed. */
  firstToken?: number;
}

const mostKept = 20_000;

/** The instants of the latest requests, by the id in their answers: the same for the same prompt at the same time. */
export class InstantBook {
  readonly #byId = new Map<string, Instants>();

  open(id: string): Instants {
    const instants: Instants = { received: machineTime() };
    this.#byId.set(id, instants);
    if (this.#byId.size > mostKept) {
      const [oldest = ''] = this.#byId.keys();
      this.#byId.delete(oldest);
    }
    return instants;
  }

  of(id: string): Instants | undefined {
    return this.#byId.get(id);
  }

  all(): Record<string, Instants> {
    return Object.fromEntries(this.#byId);
  }
}
