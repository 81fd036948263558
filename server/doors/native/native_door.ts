/** The native door: turns lines into requests, and answers and events into lines. No rules here. */
import { decodeRequest } from "../../../protocol/decode.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { HelloEvent } from "../../../protocol/events.ts";
import { LineSplitter, TOO_LONG } from "../../../protocol/framing.ts";
import type { Dispatcher } from "../../commands/dispatcher.ts";
import type { Door } from "../reception.ts";
import { RequestPipeline } from "../request_pipeline.ts";
import type { Services } from "../../commands/services.ts";
import type { Session } from "../../live/connection.ts";
import type { Transport } from "../../net/transport.ts";
import { encodeAnswer, encodeRefusal, JSON_LINES } from "./json_lines.ts";

/** Lines in a row that are no requests, after which a connection is closed. */
const MAX_RUBBISH_LINES = 50;

/** Bytes of one line that are skipped before the connection is closed. */
const MAX_SKIPPED_BYTES = 4 * 1_024 * 1_024;

/** Options of a {@linkcode NativeDoor}. */
export interface NativeDoorOptions {
  dispatcher: Dispatcher;
  /** The first line of a connection, as it is at that moment. */
  hello(): HelloEvent;
  now: Services["now"];
  delay: Services["delay"];
}

/** Speaks the native protocol (docs/protocol.md). */
export class NativeDoor implements Door {
  readonly format = JSON_LINES;
  readonly #options: NativeDoorOptions;

  constructor(options: NativeDoorOptions) {
    this.#options = options;
  }

  async converse(session: Session, transport: Transport): Promise<void> {
    const conversation = new Conversation(session, this.#options);
    const splitter = new LineSplitter();
    session.send(this.#options.hello());
    while (!session.isClosing) {
      session.isRead = true;
      const chunk = await transport.read();
      session.isRead = false;
      session.heard(this.#options.now(), chunk?.length ?? 0);
      if (chunk !== null) splitter.push(chunk);
      for (;;) {
        const line = splitter.next() ?? (chunk === null ? splitter.end() : undefined);
        if (line === undefined || session.isClosing) break;
        const pending = conversation.take(line);
        if (pending !== undefined) {
          await pending;
          session.heard(this.#options.now(), 0);
        }
      }
      if (splitter.skippedBytes > MAX_SKIPPED_BYTES) session.close("rubbish");
      if (chunk === null) break;
    }
    await conversation.settled();
    await session.closed();
  }
}

/** What one client says, line by line. */
class Conversation {
  readonly #session: Session;
  readonly #pipeline: RequestPipeline;
  #rubbishLines = 0;

  constructor(session: Session, options: NativeDoorOptions) {
    this.#session = session;
    this.#pipeline = new RequestPipeline({
      session,
      dispatcher: options.dispatcher,
      delay: options.delay,
      respond({ ref }, outcome) {
        session.outbox.pushAnswer(
          "error" in outcome
            ? encodeRefusal(ref, outcome.error)
            : encodeAnswer(ref, outcome.fields),
        );
      },
    });
  }

  /** Takes a line; a returned promise means to read no further until it resolves. */
  take(line: Uint8Array | typeof TOO_LONG): Promise<void> | undefined {
    if (line === TOO_LONG) return this.#refuse({ error: new ChatError("line_too_long") });
    if (line.length === 0) return undefined;
    const decoded = decodeRequest(line);
    if ("error" in decoded) return this.#refuse(decoded);
    this.#rubbishLines = 0;
    return this.#pipeline.submit(decoded.request);
  }

  /** Resolves when every request has been answered. */
  settled(): Promise<void> {
    return this.#pipeline.settled();
  }

  async #refuse(
    { error, ref }: { error: ChatError; ref?: string | number | undefined },
  ): Promise<void> {
    await this.#pipeline.rubbish();
    this.#session.outbox.pushAnswer(encodeRefusal(ref, error));
    this.#rubbishLines += 1;
    if (this.#rubbishLines >= MAX_RUBBISH_LINES) this.#session.close("rubbish");
    await this.#session.outbox.roomToAnswer();
  }
}
