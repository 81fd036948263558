/** The native door: turns lines into requests, and answers and events into lines. No rules here. */
import { type Decoded, decodeRequest } from "../../../protocol/decode.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { HelloEvent } from "../../../protocol/events.ts";
import type { RequestOf } from "../../../protocol/requests.ts";
import type { Dispatcher } from "../../commands/dispatcher.ts";
import type { Services } from "../../commands/services.ts";
import type { Connection } from "../../live/connection.ts";
import type { Transport } from "../../net/transport.ts";
import { converse, type Language } from "../conversation.ts";
import type { Door } from "../door.ts";
import { LineSource, type MessageSource } from "../message_source.ts";
import { encodeAnswer, encodeRefusal, JSON_LINES } from "./json_lines.ts";

/** Options of a {@linkcode NativeDoor}. */
export interface NativeDoorOptions {
  dispatcher: Dispatcher;
  /** The first line of a connection, as it is at that moment. */
  hello(): HelloEvent;
  /** The clock that only goes forward. */
  now: Services["elapsed"];
  delay: Services["delay"];
  /**
   * Goes on with a connection that has asked for HTTP: `rest` is what has come of it already. Without
   * it there is no HTTP here.
   */
  serveHttp?: ((transport: Transport, rest: Uint8Array) => Promise<void>) | undefined;
}

/** Speaks the native protocol (docs/protocol.md). */
export class NativeDoor implements Door {
  readonly format = JSON_LINES;
  readonly #options: NativeDoorOptions;

  constructor(options: NativeDoorOptions) {
    this.#options = options;
  }

  gap(after: number): Uint8Array {
    return JSON_LINES.encodeEvents([{ event: "gap", after }]);
  }

  converse(connection: Connection, transport: Transport): Promise<void> {
    const source = new LineSource(transport);
    const { serveHttp } = this.#options;
    const goOn = serveHttp && (() => {
      const rest = source.rest();
      connection.handOver((carrier) => serveHttp(carrier, rest));
    });
    return this.#converse(connection, source, goOn);
  }

  /** Talks over anything that brings messages, each of which is what a line is here. */
  converseOver(connection: Connection, source: MessageSource): Promise<void> {
    return this.#converse(connection, source);
  }

  #converse(
    connection: Connection,
    source: MessageSource,
    goOnWithHttp?: () => void,
  ): Promise<void> {
    const { dispatcher, hello, now, delay } = this.#options;
    connection.send(hello());
    const language = nativeLanguage(connection, goOnWithHttp);
    return converse({ connection, source, language, dispatcher, now, delay });
  }
}

function nativeLanguage(connection: Connection, goOnWithHttp?: () => void): Language {
  const { outbox } = connection;
  return {
    decode: (message) => {
      if (message.length === 0) return [];
      const decoded = decodeRequest(message);
      if (goOnWithHttp === undefined || !asksForHttp(decoded)) return [decoded];
      const { ref } = decoded.request;
      // Whoever is logged in has answers and events on the way.
      if (connection.identity !== undefined) {
        const error = new ChatError(
          "unknown_action",
          "HTTP is spoken before a login, or not at all",
        );
        return [{ error, ref }];
      }
      return [{
        own() {
          outbox.pushAnswer(encodeAnswer(ref, {}));
          goOnWithHttp();
        },
      }];
    },
    respond(outcome) {
      const { ref } = outcome.request;
      outbox.pushAnswer(
        "error" in outcome ? encodeRefusal(ref, outcome.error) : encodeAnswer(ref, outcome.fields),
      );
      // Whatever had to come after this answer comes now.
      outbox.release();
    },
    refuse(error, ref) {
      outbox.pushAnswer(encodeRefusal(ref, error));
    },
  };
}

function asksForHttp(decoded: Decoded): decoded is { request: RequestOf<"http"> } {
  return "request" in decoded && decoded.request.action === "http";
}
