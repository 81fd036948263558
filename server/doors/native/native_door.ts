/** The native door: turns lines into requests, and answers and events into lines. No rules here. */
import { decodeRequest } from "../../../protocol/decode.ts";
import type { HelloEvent } from "../../../protocol/events.ts";
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
    return this.converseOver(connection, new LineSource(transport));
  }

  /** Talks over anything that brings messages, each of which is what a line is here. */
  converseOver(connection: Connection, source: MessageSource): Promise<void> {
    const { dispatcher, hello, now, delay } = this.#options;
    connection.send(hello());
    const language = nativeLanguage(connection);
    return converse({ connection, source, language, dispatcher, now, delay });
  }
}

function nativeLanguage({ outbox }: Connection): Language {
  return {
    decode: (message) => {
      if (message.length === 0) return [];
      return [decodeRequest(message)];
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
