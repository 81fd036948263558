/** The native protocol over WebSocket, for pages: who logs in without a word is who the cookie says. */
import { decodeRequest } from "../../../protocol/decode.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { ClosingReason, HelloEvent } from "../../../protocol/events.ts";
import type { Request } from "../../../protocol/requests.ts";
import type { Dispatcher } from "../../commands/dispatcher.ts";
import type { Services } from "../../commands/services.ts";
import type { Connection } from "../../live/connection.ts";
import { converse, type Language, type Meaning } from "../conversation.ts";
import type { Door } from "../door.ts";
import { encodeAnswer, encodeRefusal } from "../native/json_lines.ts";
import type { Outcome } from "../request_pipeline.ts";
import { type FrameHandlers, FrameSource } from "./frame_source.ts";
import { CloseCode, closeFrame, FrameError, pongFrame, textFrame } from "./frames.ts";
import { WEB_LINES } from "./web_lines.ts";
import type { LastWord, WebStream } from "./web_stream.ts";

/** What all connections of this door have in common. */
export interface WebDoorOptions {
  dispatcher: Dispatcher;
  /** The first line of a connection, as it is at that moment. */
  hello(): HelloEvent;
  /** The clock that only goes forward. */
  now: Services["elapsed"];
  delay: Services["delay"];
}

/** What frames say about the reasons for which a connection is closed. */
const CLOSE_CODES: Readonly<Record<ClosingReason, number>> = {
  account_deleted: CloseCode.policy,
  address_banned: CloseCode.policy,
  banned: CloseCode.policy,
  exit: CloseCode.normal,
  flooding: CloseCode.policy,
  kicked: CloseCode.policy,
  login_timeout: CloseCode.policy,
  password_reset: CloseCode.policy,
  ping_timeout: CloseCode.policy,
  revoked: CloseCode.policy,
  rubbish: CloseCode.policy,
  shutdown: CloseCode.goingAway,
  stalled: CloseCode.policy,
  taken_over: CloseCode.policy,
  too_many_connections: CloseCode.tryAgainLater,
  too_many_from_address: CloseCode.tryAgainLater,
};

/** The door as it stands open for one connection, whose handshake brought `token`. */
export class WebDoor implements Door, FrameHandlers, LastWord {
  readonly format = WEB_LINES;
  readonly #options: WebDoorOptions;
  readonly #stream: WebStream;
  readonly #token: string | undefined;
  /** Undefined for whoever is not even let in. */
  #connection: Connection | undefined;
  /** Why it is closed, where frames say so. */
  #closeCode: number | undefined;

  constructor(options: WebDoorOptions, stream: WebStream, token: string | undefined) {
    this.#options = options;
    this.#stream = stream;
    this.#token = token;
    stream.sayLast(this);
  }

  lastWord(): Uint8Array {
    const connection = this.#connection;
    if (connection === undefined) return closeFrame(CloseCode.tryAgainLater);
    return closeFrame(this.#closeCode ?? closeCodeOf(connection));
  }

  onClose(code: number | undefined): void {
    this.#closeCode = code ?? CloseCode.normal;
  }

  onBroken({ closeCode, message }: FrameError): void {
    this.#closeCode = closeCode;
    this.#connection?.close("rubbish", `This connection sent ${message}`);
  }

  gap(after: number): Uint8Array {
    return WEB_LINES.encodeEvents([{ event: "gap", after }]);
  }

  converse(connection: Connection): Promise<void> {
    const { dispatcher, hello, now, delay } = this.#options;
    this.#connection = connection;
    const source = new FrameSource(this.#stream, this);
    connection.send(hello());
    const language = this.#languageOf(connection, source);
    return converse({ connection, source, language, dispatcher, now, delay });
  }

  #languageOf(connection: Connection, source: FrameSource): Language {
    const { outbox } = connection;
    return {
      decode: (message) => {
        const ping = source.takePing();
        if (ping !== undefined) return [{ own: () => outbox.pushAnswer(pongFrame(ping)) }];
        if (message.length === 0) return [];
        const decoded = decodeRequest(message);
        if ("request" in decoded) return [this.#meaningOf(decoded.request)];
        if (decoded.error.code === "bad_encoding") {
          const error = new FrameError(CloseCode.badText, "a text that is not UTF-8");
          this.onBroken(error);
          return [];
        }
        return [decoded];
      },
      respond(outcome) {
        outbox.pushAnswer(textFrame(encodedOutcome(outcome)));
        // Whatever had to come after this answer comes now.
        outbox.release();
      },
      refuse(error, ref) {
        outbox.pushAnswer(textFrame(encodeRefusal(ref, error)));
      },
    };
  }

  /** A login that says nothing is one with the token of the cookie. */
  #meaningOf(request: Request): Meaning {
    if (request.action !== "login") return { request };
    const { username, password, token, ref } = request;
    const saysNothing = username === undefined && password === undefined && token === undefined;
    if (!saysNothing) return { request };
    if (this.#token !== undefined) return { request: { ...request, token: this.#token } };
    return { error: new ChatError("bad_credentials", "Nobody is logged in in this browser"), ref };
  }
}

/** Where the client has gone by itself, `endReason` is no reason of the server. */
function closeCodeOf({ endReason }: Connection): number {
  return CLOSE_CODES[endReason as ClosingReason] ?? CloseCode.normal;
}

/** An answer in which there is no token of a session, but that of a program when it was made for one. */
function encodedOutcome(outcome: Outcome): Uint8Array {
  const { action, ref } = outcome.request;
  if ("error" in outcome) return encodeRefusal(ref, outcome.error);
  // Whoever asked for it has said a password, or is an admin; it is shown once and belongs to no browser.
  const isForProgram = action === "token";
  return encodeAnswer(ref, isForProgram ? outcome.fields : withoutToken(outcome.fields));
}

/** The fields of an answer without what no script may see. */
export function withoutToken(fields: object): object {
  if (!("token" in fields)) return fields;
  const { token: _token, ...others } = fields;
  return others;
}
