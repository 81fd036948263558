/** A client that does what docs/protocol.md says under "Nothing missed, nothing twice", and no more. */
import { within } from "./deadline.ts";
import type { Line } from "./test_client.ts";

const encoder = new TextEncoder();

/** What a client shows, over any number of connections; whatever is shown twice is noted. */
export class RecipeClient {
  /** Texts of messages by their ids; undefined for those that were deleted. */
  readonly texts = new Map<number, string | undefined>();
  /** How often each emoji stands under a message, `id emoji`. */
  readonly reactions = new Map<string, number>();
  /** Ids that were shown as new a second time. */
  readonly twice: number[] = [];
  /** How often it polled, how often a gap had it do so, and how many events it left out. */
  polls = 0;
  gaps = 0;
  leftOut = 0;
  readonly #port: number;
  readonly #token: string;
  #cursor: number;
  #connection: Deno.TcpConn | undefined;
  #reading: Promise<void> | undefined;
  #isFetching = false;
  #isGapSeen = false;
  #onLive: (() => void)[] = [];

  constructor({ port, token, cursor }: { port: number; token: string; cursor: number }) {
    this.#port = port;
    this.#token = token;
    this.#cursor = cursor;
  }

  /** Step 1: logs in; resolves when everything that was missed is shown. */
  async connect(): Promise<void> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: this.#port });
    this.#connection = connection;
    this.#isFetching = true;
    this.#reading = this.#read(connection);
    await this.#send({ action: "login", token: this.#token, ref: "login" });
    await this.live();
  }

  /** Resolves when it is not fetching any more. */
  async live(): Promise<void> {
    while (this.#isFetching) {
      await within(new Promise<void>((resolve) => this.#onLive.push(resolve)), "the recipe");
    }
  }

  /** Ends the connection without a word. */
  async disconnect(): Promise<void> {
    this.#connection?.close();
    await this.#reading;
  }

  /** Step 2: polls from the cursor. */
  async fetch(): Promise<void> {
    this.#isFetching = true;
    await this.#poll();
  }

  async #poll(): Promise<void> {
    this.#isGapSeen = false;
    this.polls += 1;
    await this.#send({ action: "poll", last_id: this.#cursor, limit: 20, ref: "poll" });
  }

  async #take(line: Line): Promise<void> {
    if (line["ref"] === "login") return await this.#poll();
    if (line["ref"] === "poll") return await this.#takePage(line);
    if (line["event"] === "gap") return await this.#takeGap();
    if (typeof line["id"] !== "number" || line["event"] === "read") return;
    // What comes before the last page is in one of the pages.
    if (this.#isFetching) this.leftOut += 1;
    else this.#show(line);
  }

  async #takeGap(): Promise<void> {
    this.gaps += 1;
    this.#isGapSeen = true;
    if (!this.#isFetching) await this.fetch();
  }

  async #takePage(page: Line): Promise<void> {
    for (const message of page["messages"]) this.#add(message);
    for (const message of page["changed"]) this.#replace(message);
    this.#cursor = page["last_id"];
    if (page["more"] || this.#isGapSeen) return await this.#poll();
    this.#isFetching = false;
    for (const go of this.#onLive.splice(0)) go();
  }

  /** Step 3: a live event. */
  #show(event: Line): void {
    this.#cursor = event["id"];
    const { message, emoji } = event;
    const key = `${message} ${emoji}`;
    switch (event["event"]) {
      case "message":
        return this.#add(event);
      case "edited":
        this.texts.set(message, event["text"]);
        return;
      case "deleted":
        this.texts.set(message, undefined);
        return;
      case "reacted":
        this.reactions.set(key, (this.reactions.get(key) ?? 0) + (event["removed"] ? -1 : 1));
    }
  }

  #add(message: Line): void {
    if (this.texts.has(message["id"])) this.twice.push(message["id"]);
    this.#replace(message);
  }

  #replace({ id, text, deleted, reactions = [] }: Line): void {
    this.texts.set(id, deleted ? undefined : text);
    for (const key of this.reactions.keys()) {
      if (key.startsWith(`${id} `)) this.reactions.delete(key);
    }
    for (const { emoji, count } of reactions) this.reactions.set(`${id} ${emoji}`, count);
  }

  async #send(request: Line): Promise<void> {
    // The connection may be ended by the test at any time.
    await this.#connection?.write(encoder.encode(`${JSON.stringify(request)}\n`)).catch(() => {});
  }

  async #read(connection: Deno.TcpConn): Promise<void> {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(65_536);
    let rest = "";
    for (;;) {
      const count = await connection.read(buffer).catch(() => null);
      if (count === null) return;
      const text = rest + decoder.decode(buffer.subarray(0, count), { stream: true });
      const lines = text.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) await this.#take(JSON.parse(line) as Line);
    }
  }
}
