/** A device that keeps its view complete as the protocol says, over any number of connections. */
import { within } from "./deadline.ts";
import type { Line } from "./test_client.ts";
import { View } from "./view.ts";

/** What a request comes to when the connection ends before the answer. */
export class Disconnected extends Error {
  override readonly name = "Disconnected";
}

/** Options of a {@linkcode Viewer}. */
export interface ViewerOptions {
  port: number;
  username: string;
  token: string;
  /** Messages in a page of `poll`. */
  pageLimit: number;
}

/** Why the view has to be completed from the store, and from where on. */
type Need = { kind: "anew" } | { kind: "resume"; rooms: string[] } | { kind: "gap"; after: number };

/** Logs in with a token; `view` follows live events and is completed by polls. */
export class Viewer {
  readonly view: View;
  readonly username: string;
  /** How many gaps there were. */
  gaps = 0;
  readonly #options: ViewerOptions;
  #rooms = new Set<string>();
  #connection: Deno.TcpConn | undefined;
  #isOpen = false;
  #reading: Promise<void> = Promise.resolve();
  #maySpeak: Promise<void> = Promise.resolve();
  #mayRead: Promise<void> = Promise.resolve();
  #goOn = () => {};
  #wake = () => {};
  #answers = new Map<number, PromiseWithResolvers<Line>>();
  #nextRef = 1;
  #greatestId = 0;
  /** Events that wait until the view is complete; undefined when it is. */
  #kept: Line[] | undefined;
  #synchronizing: Promise<void> = Promise.resolve();
  /** The view lacks something that polls from its last id would not bring. */
  #isStale = true;
  #failure: unknown;

  constructor(options: ViewerOptions) {
    this.#options = options;
    this.username = options.username;
    this.view = new View(options.username);
  }

  /** The rooms that it takes itself to be in. */
  get rooms(): string[] {
    return [...this.#rooms];
  }

  /** Connects, resumes the session, and begins to complete the view. */
  async connect(): Promise<void> {
    this.#connection = await Deno.connect({ hostname: "127.0.0.1", port: this.#options.port });
    this.#connection.setNoDelay(true);
    this.#isOpen = true;
    this.#kept = [];
    this.#greatestId = 0;
    this.#reading = this.#read(this.#connection);
    const login = await this.request("login", { token: this.#options.token });
    if (login["ok"] !== true) throw new Error(`Cannot log in: ${login["message"]}`);
    this.#synchronizing = this.#synchronize({ kind: "resume", rooms: login["rooms"] });
  }

  /** Ends the connection without a word. */
  async disconnect(): Promise<void> {
    this.readOn();
    try {
      this.#connection?.close();
    } catch {
      // The server was faster.
    }
    await within(this.#reading, "the connection to end");
    await this.#synchronizing;
  }

  /** Loses everything but its token, like a new device. */
  forget(): void {
    this.view.clear();
    this.#rooms.clear();
    this.#isStale = true;
  }

  /** Reads nothing until `readOn()`. */
  stopReading(): void {
    this.#mayRead = new Promise((resolve) => this.#goOn = resolve);
  }

  readOn(): void {
    this.#goOn();
  }

  /** Resolves when the view is complete; throws what went wrong in it. */
  async settled(): Promise<void> {
    await within(this.#synchronizing, `the view of ${this.username} to be complete`);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when the view is so; looks again whenever something has come. */
  async until(condition: (view: View) => boolean): Promise<void> {
    const waiting = async () => {
      while (!condition(this.view) && this.#failure === undefined) {
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
    };
    await within(waiting(), `what ${this.username} should see`);
  }

  /**
   * Sends a request and returns its answer.
   *
   * @throws {Disconnected} when the connection ends before.
   */
  async request(action: string, fields: Line = {}): Promise<Line> {
    if (!this.#isOpen) throw new Disconnected("It has ended");
    const ref = this.#nextRef++;
    const answer = Promise.withResolvers<Line>();
    answer.promise.catch(() => {});
    this.#answers.set(ref, answer);
    await this.#write(`${JSON.stringify({ action, ref, ...fields })}\n`);
    return await within(answer.promise, `the answer to ${action} of ${this.username}`);
  }

  #write(text: string): Promise<void> {
    const written = this.#maySpeak.then(async () => {
      let rest: Uint8Array = new TextEncoder().encode(text);
      while (rest.length > 0) rest = rest.subarray(await this.#connection?.write(rest) ?? 0);
    });
    // One line after the other; whoever waits for an answer learns of the end from the reader.
    this.#maySpeak = written.catch(() => {});
    return this.#maySpeak;
  }

  async #read(connection: Deno.TcpConn): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(16_384);
    let rest = "";
    try {
      for (;;) {
        await this.#mayRead;
        const count = await connection.read(buffer);
        if (count === null) break;
        const lines = (rest + decoder.decode(buffer.subarray(0, count), { stream: true })).split(
          "\n",
        );
        rest = lines.pop() ?? "";
        for (const line of lines) this.#take(JSON.parse(line));
        this.#wake();
      }
      connection.close();
    } catch (error) {
      const isEnd = error instanceof Deno.errors.BadResource ||
        error instanceof Deno.errors.Interrupted || error instanceof Deno.errors.ConnectionReset;
      if (!isEnd) this.#failure ??= error;
    }
    this.#wake();
    this.#isOpen = false;
    for (const answer of this.#answers.values()) answer.reject(new Disconnected("It has ended"));
    this.#answers.clear();
  }

  #take(line: Line): void {
    if (line["event"] === undefined) {
      this.#answers.get(line["ref"])?.resolve(line);
      this.#answers.delete(line["ref"]);
      return;
    }
    if (line["event"] === "gap") this.gaps += 1;
    this.#checkOrder(line);
    if (this.#kept !== undefined) {
      this.#kept.push(line);
      return;
    }
    const need = this.#apply(line);
    if (need === undefined) return;
    this.#kept = [];
    this.#synchronizing = this.#synchronize(need);
  }

  #checkOrder({ event, id }: Line): void {
    if (id === undefined || event === "read") return;
    if (id <= this.#greatestId) {
      throw new Error(`${this.username} got ${event} ${id} after ${this.#greatestId}`);
    }
    this.#greatestId = id;
  }

  /** Takes an event into the view; says when that is not enough. */
  #apply(line: Line): Need | undefined {
    const isOwn = line["username"] === this.username;
    switch (line["event"]) {
      case "message":
      case "edited":
      case "deleted":
      case "reacted":
        this.view.takeEvent(line);
        return undefined;
      case "gap":
        return { kind: "gap", after: line["after"] };
      case "joined":
        return isOwn ? { kind: "anew" } : undefined;
      case "renamed":
        return { kind: "anew" };
      case "room_deleted":
        this.#leave(line["room"]);
        return undefined;
      case "left":
        if (isOwn) this.#leave(line["room"]);
        return undefined;
      default:
        return undefined;
    }
  }

  #leave(room: string): void {
    this.#rooms.delete(room);
    this.view.drop(room);
  }

  async #synchronize(first: Need): Promise<void> {
    try {
      for (let need: Need | undefined = first; need !== undefined;) {
        await this.#complete(need);
        need = this.#applyKept();
      }
      this.#kept = undefined;
    } catch (error) {
      if (!(error instanceof Disconnected)) this.#failure ??= error;
    }
    this.#wake();
  }

  /** Takes in what was kept, as far as that is enough. */
  #applyKept(): Need | undefined {
    const kept = this.#kept ?? [];
    this.#kept = kept;
    for (let line = kept.shift(); line !== undefined; line = kept.shift()) {
      const need = this.#apply(line);
      // Who knows what was left out while pages were fetched.
      if (need !== undefined) return { kind: "anew" };
    }
    return undefined;
  }

  async #complete(need: Need): Promise<void> {
    const rooms = need.kind === "resume" ? need.rooms : await this.#askForRooms();
    const joined = rooms.some((room) => !this.#rooms.has(room));
    for (const room of this.#rooms) if (!rooms.includes(room)) this.#leave(room);
    this.#rooms = new Set(rooms);
    const isAnew = need.kind === "anew" || joined || this.#isStale;
    if (isAnew) {
      this.#isStale = true;
      this.view.clear();
    } else if (need.kind === "gap") {
      this.view.lastId = Math.max(need.after, this.view.lastId);
    }
    for (let more = true; more;) {
      const page = await this.request("poll", {
        last_id: this.view.lastId,
        limit: this.#options.pageLimit,
      });
      if (page["ok"] !== true) throw new Error(`Cannot poll: ${page["message"]}`);
      this.view.takePage(page);
      more = page["more"];
    }
    const doubts = this.#kept?.some(({ event, username }) =>
      event === "gap" || event === "joined" && username === this.username
    );
    this.#isStale = doubts ?? false;
  }

  async #askForRooms(): Promise<string[]> {
    const { rooms } = await this.request("rooms");
    return rooms.filter((room: Line) => room["role"] !== undefined).map(({ room }: Line) => room);
  }
}
