/** Reads a stream of server-sent events as the HTML standard says (section 9.2.6). */
import { within } from "./deadline.ts";
import type { Line } from "./test_client.ts";

/** One event, and the id that its reader begins again after. */
export interface ReadEvent {
  id: string;
  type: string;
  data: Line;
}

/** What is asked for. */
export interface EventReaderOptions {
  token: string;
  /** Goes on after this id. */
  after?: string | number;
  rooms?: readonly string[];
}

/** A reader of one stream. */
export class EventReader implements AsyncDisposable {
  readonly #abort: AbortController;
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";
  /** After which id it would begin again. */
  lastId: string;
  comments = 0;

  private constructor(
    reader: ReadableStreamDefaultReader<string>,
    { abort, lastId }: { abort: AbortController; lastId: string },
  ) {
    this.#reader = reader;
    this.#abort = abort;
    this.lastId = lastId;
  }

  /** Opens a stream; `url` is the address of the API. */
  static async open(url: string, options: EventReaderOptions): Promise<EventReader> {
    const abort = new AbortController();
    const response = await ask(url, options, abort.signal);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    const stream = response.body?.pipeThrough(new TextDecoderStream());
    if (stream === undefined) throw new Error("There is no stream");
    return new EventReader(stream.getReader(), { abort, lastId: `${options.after ?? ""}` });
  }

  /** The next event; undefined at the end of the stream. */
  async next(): Promise<ReadEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end < 0) {
        const read = await within(this.#reader.read(), "an event of the stream");
        if (read.done) return undefined;
        this.#text += read.value;
        continue;
      }
      const block = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      const event = this.#take(block);
      if (event !== undefined) return event;
    }
  }

  /** The next event of a type; undefined at the end of the stream. */
  async event(type: string): Promise<ReadEvent | undefined> {
    for (;;) {
      const event = await this.next();
      if (event === undefined || event.type === type) return event;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#reader.cancel().catch(() => {});
  }

  #take(block: string): ReadEvent | undefined {
    const fields = new Map<string, string>();
    for (const line of block.split("\n")) {
      const [, name = "", value = ""] = /^([^:]*):? ?([^]*)$/.exec(line) ?? [];
      if (name === "") this.comments += 1;
      fields.set(name, value);
    }
    this.lastId = fields.get("id") ?? this.lastId;
    const data = fields.get("data");
    if (data === undefined) return undefined;
    return { id: this.lastId, type: fields.get("event") ?? "message", data: JSON.parse(data) };
  }
}

/** Asks for a stream, whatever the answer is. */
export function ask(
  url: string,
  { token, after, rooms = [] }: EventReaderOptions,
  signal: AbortSignal | null = null,
): Promise<Response> {
  const query = new URLSearchParams(rooms.map((room) => ["room", room]));
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  if (after !== undefined) headers.set("Last-Event-ID", `${after}`);
  return fetch(`${url}events?${query}`, { headers, signal });
}
