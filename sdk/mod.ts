/**
 * A small client for the HTTP API of a chat server, without dependencies: Deno, Node 20 and later,
 * Bun, and pages of the server itself.
 *
 * @module
 */

/** What the server says when it refuses. */
interface Refusal {
  error: string;
  message: string;
  retry_after?: number;
}

/** A request that the server has refused; `code` is one of the protocol's. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly code: string;
  /** The status of the answer. */
  readonly status: number;
  /** After how many seconds it makes sense to try again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(answer: Refusal, status: number) {
    super(answer.message);
    this.code = answer.error;
    this.status = status;
    this.retryAfterSeconds = answer.retry_after;
  }
}

/** Fields of a request or an answer, as JSON has them. */
// deno-lint-ignore no-explicit-any
export type Fields = Record<string, any>;

/** An event of the protocol: `event` is its name. */
export interface ChatEvent extends Fields {
  event: string;
}

/** A message, in a room or (`to`) to somebody. */
export interface ChatMessage extends Fields {
  id: number;
  from: string;
  text: string;
  room?: string;
  to?: string;
}

/** How a client reaches its server. */
export interface ClientOptions {
  /** Where the server answers browsers, for example `https://chat.example.org:5000`. */
  url: string;
  /** Who asks; without one it can only log in. */
  token?: string;
  /** @default the global fetch */
  fetch?: typeof fetch;
}

/** How events are read. */
export interface EventOptions {
  /** Rooms to hear of. @default everything */
  rooms?: readonly string[];
  /** Goes on after this id, as `lastId` was. @default from now on */
  after?: number | string | undefined;
  /** Ends the reading. */
  signal?: AbortSignal;
}

/** How far a reading of events has come. */
interface Position {
  id: string | undefined;
}

/** So often is a request made that was too fast, or that the server was too busy for. */
const ATTEMPTS = 5;

/** The pauses between attempts to come back, in milliseconds. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Without a word for this long a stream is dead, in milliseconds: the server says something every 15 s. */
const SILENCE_MS = 45_000;

/** Refusals after which it makes no sense to come back. */
const FINAL_STATUSES: readonly number[] = [400, 401, 403, 404, 405];
const PASSING_CODES: readonly string[] = ["busy", "slow_down", "internal"];
const PASSING_EVENTS: readonly string[] = ["hello", "login", "closing"];

/** Talks to one server, as one account. */
export class Client {
  readonly #base: string;
  readonly #fetch: typeof fetch;
  #token: string | undefined;
  /** What the reading of events that began last has read up to; what `after` takes. */
  get lastId(): string | undefined {
    return this.#last.id;
  }
  #last: Position = { id: undefined };

  constructor(options: ClientOptions) {
    this.#base = new URL("/api/v1/", options.url).href;
    this.#fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#token = options.token;
  }

  /** Logs in with a password; what is asked from then on is asked with the token of that. */
  async login(
    username: string,
    password: string,
    code?: string,
  ): Promise<Fields> {
    const answer = await this.request("login", { username, password, code });
    this.#token = String(answer["token"]);
    return answer;
  }

  /**
   * Makes a request of the protocol and returns the fields of the answer. Waits when it was too fast,
   * and tries again when the server was too busy.
   *
   * @throws {Refused} when it is refused.
   */
  async request(action: string, fields: Fields = {}): Promise<Fields> {
    for (let attempt = 1;; attempt++) {
      const response = await this.#fetch(new URL(action, this.#base), {
        method: "POST",
        headers: {
          ...this.#authorization(),
          "Content-Type": "application/json",
        },
        body: JSON.stringify(fields),
      });
      const answer = await fieldsOf(response);
      if (answer["ok"] === true) return answer;
      const refused = new Refused(answer as Refusal, response.status);
      const isPassing = refused.code === "slow_down" || refused.code === "busy";
      if (!isPassing || attempt === ATTEMPTS) throw refused;
      await pause((refused.retryAfterSeconds ?? attempt) * 1_000);
    }
  }

  /**
   * Says something in a room, or `to` somebody; returns its id. It has a nonce, so that it is said once
   * also when the answer is lost and it is tried again.
   */
  async say(
    text: string,
    place: { room?: string; to?: string; reply_to?: number } = {},
  ): Promise<number> {
    const nonce = crypto.randomUUID();
    for (let attempt = 1;; attempt++) {
      try {
        return (await this.request("say", { ...place, text, nonce }))["id"];
      } catch (error) {
        const isLost = error instanceof TypeError ||
          error instanceof Refused && error.code === "outcome_unknown";
        if (!isLost || attempt === ATTEMPTS) throw error;
        await pause(pauseMs(attempt));
      }
    }
  }

  /** Answers a message, where it was said. */
  reply(message: ChatMessage, text: string): Promise<number> {
    const place = message.room === undefined ? { to: message.from } : { room: message.room };
    return this.say(text, { ...place, reply_to: message.id });
  }

  /** New messages, each once and in order, over lost connections and restarts of the server. */
  async *messages(options: EventOptions = {}): AsyncGenerator<ChatMessage> {
    for await (const event of this.events(options)) {
      if (event.event === "message") yield event as unknown as ChatMessage;
    }
  }

  /**
   * All events. A connection that is lost is made again, and goes on where it was: what was missed
   * comes through the server's `poll`.
   *
   * @throws {Refused} when the server lets nobody in with this token, or not into these rooms.
   */
  async *events(
    { rooms = [], after, signal }: EventOptions = {},
  ): AsyncGenerator<ChatEvent> {
    // Each reading has its own: what one has read, another may not have heard of yet.
    const position: Position = { id: after === undefined ? undefined : String(after) };
    this.#last = position;
    const hasEnded = () => signal?.aborted === true;
    for (let failures = 0; !hasEnded();) {
      try {
        for await (const event of this.#stream({ rooms, position, signal })) {
          if (event.event === "refused") throw refusedBy(event);
          // What every stream begins and ends with is no sign that it lasts.
          if (!PASSING_EVENTS.includes(event.event)) failures = 0;
          yield event;
        }
      } catch (error) {
        if (error instanceof Refused && FINAL_STATUSES.includes(error.status)) {
          throw error;
        }
        // Else it is lost, and made again.
      }
      failures += 1;
      if (!hasEnded()) await pause(pauseMs(failures), signal);
    }
  }

  async *#stream(
    { position, rooms, signal }: {
      rooms: readonly string[];
      position: Position;
      signal: AbortSignal | undefined;
    },
  ): AsyncGenerator<ChatEvent> {
    const url = new URL("events", this.#base);
    for (const room of rooms) url.searchParams.append("room", room);
    const silence = new AbortController();
    const stop = () => silence.abort();
    signal?.addEventListener("abort", stop);
    let timer = setTimeout(stop, SILENCE_MS);
    try {
      const response = await this.#fetch(url, {
        headers: {
          ...this.#authorization(),
          ...(position.id === undefined ? {} : { "Last-Event-ID": position.id }),
        },
        signal: silence.signal,
      });
      if (!response.ok || response.body === null) {
        throw new Refused(await fieldsOf(response) as Refusal, response.status);
      }
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (let text = "";;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE_MS);
        const blocks = (text + decoder.decode(value, { stream: true })).split(
          "\n\n",
        );
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          const event = take(block, position);
          if (event !== undefined) yield event;
        }
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      silence.abort();
    }
  }

  #authorization(): Record<string, string> {
    return this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` };
  }
}

/** What a block of the stream says; undefined for comments and for ids alone. */
function take(block: string, position: Position): ChatEvent | undefined {
  let data: string | undefined;
  for (const line of block.split("\n")) {
    if (line.startsWith("id: ")) position.id = line.slice(4);
    else if (line.startsWith("data: ")) data = line.slice(6);
  }
  return data === undefined ? undefined : JSON.parse(data);
}

/**
 * What an answer holds. What is none of the server, such as the page of a proxy with no server behind
 * it, is a lost answer: a TypeError, as of `fetch` itself.
 */
async function fieldsOf(response: Response): Promise<Fields> {
  try {
    return await response.json();
  } catch (cause) {
    throw new TypeError(`Status ${response.status}, and no answer of the server`, { cause });
  }
}

/** Why a stream lets nobody in, which is final but where the server has no time. */
function refusedBy(event: Fields): Refused {
  const { error, message } = event;
  return new Refused({ error, message }, PASSING_CODES.includes(String(error)) ? 503 : 403);
}

/** Grows with the failures, and by chance, so that not everybody comes back at once. */
function pauseMs(failures: number): number {
  const most = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  return most / 2 + Math.random() * most / 2;
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
