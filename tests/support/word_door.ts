/** A second line protocol, as small as can be, to prove that doors bring nothing but their words. */
import { ChatError } from "../../protocol/errors.ts";
import type { Request } from "../../protocol/requests.ts";
import { converse, type Language, type Meaning } from "../../server/doors/conversation.ts";
import type { Door } from "../../server/doors/door.ts";
import { LineSource } from "../../server/doors/message_source.ts";
import type { Outcome } from "../../server/doors/request_pipeline.ts";
import type { Connection } from "../../server/live/connection.ts";
import { type HubEvent, type WireFormat, WireFormats } from "../../server/live/wire_format.ts";
import type { Transport } from "../../server/net/transport.ts";
import type { House } from "./house.ts";

/** What a client may agree on with `WANT`. */
type Capability = "ids" | "own";

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** Lines of words: `NEW name password`, `IN room,room`, `TO room text`, `WANT capability`, `ARE-YOU-THERE`, `BYE`. */
export class WordDoor implements Door {
  readonly formats = new WireFormats<Capability>((capabilities): WireFormat => ({
    encodeEvents: (events) =>
      encoder.encode(events.map((event) => wordsOf(event, capabilities)).join("")),
  }));
  readonly format = this.formats.of([]);
  readonly #house: House;

  constructor(house: House) {
    this.#house = house;
  }

  gap(after: number): Uint8Array {
    return encoder.encode(`MISSED since ${after}\n`);
  }

  converse(connection: Connection, transport: Transport): Promise<void> {
    const { dispatcher, services: { now, delay } } = this.#house;
    connection.outbox.pushAnswer(encoder.encode("WELCOME\n"));
    // Its own messages are not told to whoever has sent them, unless it wants to hear that they came.
    connection.perspective = (event, { isOwn }) => {
      if (!isOwn || event.event !== "message") return "like_everybody";
      return this.#wantsOwn.has(connection) ? encoder.encode(`SAID ${event.text}\n`) : "nothing";
    };
    return converse({
      connection,
      source: new LineSource(transport, 200),
      language: this.#language(connection),
      dispatcher,
      now,
      delay,
    });
  }

  readonly #wantsOwn = new WeakSet<Connection>();

  #language(connection: Connection): Language {
    const { outbox } = connection;
    const capabilities = new Set<Capability>();
    return {
      decode: (message) => this.#meaningsOf(decoder.decode(message), { connection, capabilities }),
      respond(outcome) {
        outbox.pushAnswer(encoder.encode(answerOf(outcome)));
        outbox.release();
      },
      refuse(error) {
        outbox.pushAnswer(encoder.encode(`WHAT? ${error.code}\n`));
      },
    };
  }

  #meaningsOf(
    line: string,
    { connection, capabilities }: { connection: Connection; capabilities: Set<Capability> },
  ): Meaning[] {
    const [verb = "", ...words] = line.split(" ");
    const [first = "", ...rest] = words;
    const request = (asked: Request): Meaning => ({ request: asked });
    const ref = undefined;
    switch (verb) {
      case "":
        return [];
      case "NEW": {
        const fields = { username: first, password: rest.join(" ") };
        return [
          request({ action: "register", ref, ...fields, invite: undefined, device: undefined }),
        ];
      }
      case "IN":
        return first.split(",").map((room) =>
          request({ action: "join", ref, room, key: undefined, make: undefined })
        );
      case "TO": {
        const nothing = {
          to: undefined,
          nonce: undefined,
          kind: undefined,
          me: undefined,
          reply_to: undefined,
          file: undefined,
          sealed: undefined,
          key: undefined,
        };
        return [request({ action: "say", ref, room: first, text: rest.join(" "), ...nothing })];
      }
      case "WANT":
        return [{
          own: () => {
            if (first === "ids" || first === "own") capabilities.add(first);
            if (first === "own") this.#wantsOwn.add(connection);
            connection.format = this.formats.of(capabilities);
            connection.outbox.pushAnswer(encoder.encode(`HAVE ${[...capabilities].join(",")}\n`));
          },
        }];
      case "ARE-YOU-THERE":
        return [{ own: () => connection.outbox.pushAnswer(encoder.encode("YES\n")) }];
      case "BYE":
        return [request({ action: "exit", ref })];
      default:
        return [{ error: new ChatError("unknown_action") }];
    }
  }
}

/** The type of the fields follows from the action. */
function answerOf(outcome: Outcome): string {
  if ("error" in outcome) return `NO ${outcome.error.code}\n`;
  switch (outcome.action) {
    case "register":
      return `HELLO ${outcome.fields.username}, you are in ${outcome.fields.rooms.join(",")}\n`;
    case "join":
      return `IN ${outcome.fields.room} with ${outcome.fields.members}\n`;
    case "say":
      return `YES ${outcome.request.text}\n`;
    default:
      return "YES\n";
  }
}

function wordsOf(event: HubEvent, capabilities: ReadonlySet<Capability>): string {
  switch (event.event) {
    case "message": {
      const id = capabilities.has("ids") ? `${event.id} ` : "";
      return `${id}${event.from} SAYS ${event.text}\n`;
    }
    case "ping":
      return "ARE-YOU-THERE\n";
    case "closing":
      return `BYE ${event.reason}\n`;
    default:
      return "";
  }
}
