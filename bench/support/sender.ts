/** One connection that sends: either a fixed number in flight, or at a fixed pace. */

/** So many messages without an answer at any time, or so many a second whatever comes back. */
export type Pace = { inFlight: number } | { perSecond: number };

/** What a sender is made of. */
export interface SenderOptions {
  pace: Pace;
  text: string;
  /** Account that the messages go to; undefined for the general room. */
  to: string | undefined;
  /** Whether it counts the events that it gets, to tell how long they are. */
  counts: boolean;
  write(bytes: Uint8Array): void;
}

const NEWLINE = 0x0a;

/** Third byte of an answer, `{"ok":…`; events begin with `{"event":…`. */
const LETTER_O = 0x6f;

const encoder = new TextEncoder();

/** Its requests are encoded once and written as many at a time as answers came. */
export class Sender {
  acknowledged = 0;
  lines = 0;
  lineBytes = 0;
  readonly #options: SenderOptions;
  readonly #requestBytes: number;
  readonly #requests: Uint8Array;
  #rest = new Uint8Array(0);
  #running = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
    const request = this.#encode(options.text);
    const inFlight = "inFlight" in options.pace ? options.pace.inFlight : 1;
    this.#requestBytes = request.length;
    this.#requests = new Uint8Array(request.length * inFlight);
    for (let index = 0; index < inFlight; index++) {
      this.#requests.set(request, index * request.length);
    }
  }

  /** Begins; `phase` (0 to 1) of the pace's interval passes first. */
  start(phase: number): void {
    const { pace } = this.#options;
    this.#running = true;
    if ("inFlight" in pace) return this.#options.write(this.#requests);
    const intervalMs = 1_000 / pace.perSecond;
    this.#timer = setTimeout(() => {
      this.#timer = setInterval(() => this.#sendTimed(), intervalMs);
    }, intervalMs * phase);
  }

  /** Sends nothing more. */
  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  /** Takes what the server sent. */
  receive(bytes: Uint8Array): void {
    const chunk = this.#rest.length === 0 ? bytes : join(this.#rest, bytes);
    let start = 0;
    let answers = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      if (end < 0) break;
      if (chunk[start + 2] === LETTER_O) answers += 1;
      else if (this.#options.counts) {
        this.lines += 1;
        this.lineBytes += end + 1 - start;
      }
      start = end + 1;
    }
    this.#rest = chunk.slice(start);
    this.acknowledged += answers;
    if (answers === 0 || !this.#running || !("inFlight" in this.#options.pace)) return;
    this.#options.write(this.#requests.subarray(0, answers * this.#requestBytes));
  }

  #sendTimed(): void {
    const nowMs = performance.timeOrigin + performance.now();
    this.#options.write(this.#encode(`~${nowMs.toFixed(2)}~${this.#options.text}`));
  }

  #encode(text: string): Uint8Array {
    const { to } = this.#options;
    return encoder.encode(`${JSON.stringify({ action: "say", text, to })}\n`);
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
