/** Events for one reader over HTTP, as a connection like any other that only listens. */
import { ChatError } from "../../../protocol/errors.ts";
import type { LoginAnswer } from "../../../protocol/answers.ts";
import type { Message } from "../../../protocol/records.ts";
import { describe } from "../../base/worker_client.ts";
import type { Caller } from "../../commands/caller.ts";
import type { Services } from "../../commands/services.ts";
import type { Connection } from "../../live/connection.ts";
import type { HubEvent } from "../../live/wire_format.ts";
import type { Transport } from "../../net/transport.ts";
import type { Door } from "../door.ts";
import { refusalOf } from "../native/json_lines.ts";
import { type WebDoorOptions, withoutToken } from "../web/web_door.ts";
import { COMMENT, EVENT_STREAM, missed, ownEvent } from "./event_stream.ts";

/** How often something is written to whoever hears nothing, in milliseconds. */
const COMMENT_EVERY_MS = 15_000;

/** Messages that are fetched at a time for whoever has missed some. */
const PAGE_MESSAGES = 200;

/** Most bytes that a reader may say: it has nothing to say after its request. */
const MAX_SAID_BYTES = 16 * 1_024;

/** How long is waited before something is tried again that the server was too busy for, in milliseconds. */
const BUSY_MS = 1_000;

const NOTHING = new Uint8Array(0);

/** What a reader has asked for. */
export interface Reading {
  token: string;
  /** What its client calls itself. */
  device: string | undefined;
  /** After which id it goes on; undefined when it begins now. */
  after: number | undefined;
  /** The rooms it wants to hear of, by their names; undefined for everything. */
  rooms: readonly string[] | undefined;
}

/** What such doors need. */
export interface EventsDoorOptions extends WebDoorOptions {
  services: Services;
}

/**
 * The door as it stands open for one reader. What the reader has missed, before it came or because it
 * was too slow, is fetched through `poll` and comes before everything else, so that ids only grow.
 */
export class EventsDoor implements Door {
  readonly format = EVENT_STREAM;
  readonly #options: EventsDoorOptions;
  readonly #reading: Reading;
  #rooms: Set<string> | undefined;

  constructor(options: EventsDoorOptions, reading: Reading) {
    this.#options = options;
    this.#reading = reading;
  }

  /** Nothing is told: what was left out is brought. */
  gap(after: number, connection: Connection): Uint8Array {
    this.#attend(connection, () => this.#bring(connection, after));
    return NOTHING;
  }

  async converse(connection: Connection, transport: Transport): Promise<void> {
    // It says nothing, so it is not asked whether it is there; what it does not take tells that.
    connection.isRead = false;
    connection.send(this.#options.hello());
    this.#attend(connection, () => this.#begin(connection));
    this.#attend(connection, () => this.#keepAlive(connection));
    await untilItGoes(connection, transport);
    await connection.closed();
  }

  /** Does something for a connection that nobody waits for. */
  #attend(connection: Connection, work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      if (connection.isClosing) return;
      if (!(error instanceof ChatError)) {
        const message = `A stream of events failed: ${describe(error)}`;
        this.#options.services.log.write({ event: "error", message });
      }
      const refusal = error instanceof ChatError ? error : new ChatError("internal");
      connection.outbox.pushAnswer(
        ownEvent({ event: "refused", ...refusalOf(undefined, refusal) }),
      );
      connection.close("exit");
    });
  }

  async #begin(connection: Connection): Promise<void> {
    const { token, device, after, rooms } = this.#reading;
    const login = await this.#login(connection, { token, device });
    if (rooms !== undefined) this.#hearOnly(rooms, { connection, login });
    // Whoever begins now goes on from here, even if nothing happens until then.
    const begun = { event: "login", ...withoutToken(login) };
    connection.outbox.pushAnswer(ownEvent(begun, after === undefined ? login.last_id : undefined));
    if (after === undefined) connection.outbox.release();
    else await this.#bring(connection, after);
  }

  #login(
    connection: Connection,
    { token, device }: Pick<Reading, "token" | "device">,
  ): Promise<LoginAnswer> | LoginAnswer {
    return this.#options.dispatcher.run<"login">(connection, {
      action: "login",
      ref: undefined,
      username: undefined,
      password: undefined,
      token,
      code: undefined,
      certificate: undefined,
      new_password: undefined,
      device,
    });
  }

  #hearOnly(
    rooms: readonly string[],
    { connection, login }: { connection: Connection; login: LoginAnswer },
  ): void {
    const heard = new Set(rooms);
    if (rooms.some((room) => !login.rooms.includes(room))) throw new ChatError("not_a_member");
    this.#rooms = heard;
    connection.perspective = (event) => {
      const room = roomOf(event);
      if (room === undefined || !heard.has(room)) return "nothing";
      if (event.event === "renamed") {
        heard.delete(room);
        heard.add(event.name);
      }
      return "like_everybody";
    };
  }

  /** Brings what came after an id and was published by now; events since then wait for that. */
  async #bring(connection: Connection, after: number): Promise<void> {
    const { outbox } = connection;
    const upTo = this.#options.services.hub.lastId;
    outbox.hold();
    outbox.startAfter(upTo);
    for (let last = after, more = true; more && !connection.isClosing;) {
      const page = await this.#poll(connection, last);
      last = page.last_id;
      more = page.more && last < upTo;
      outbox.pushAnswer(missed({
        changed: page.changed.filter((message) => this.#isHeard(message)),
        // What was said meanwhile comes by itself.
        messages: page.messages.filter((one) => one.id <= upTo && this.#isHeard(one)),
        upTo: Math.min(last, upTo),
      }));
      await outbox.roomToAnswer();
    }
    outbox.release();
  }

  #isHeard({ room }: Message): boolean {
    return this.#rooms === undefined || room !== undefined && this.#rooms.has(room);
  }

  /** As a connection without one: nothing has to agree with the events, which are held back. */
  async #poll(connection: Connection, lastId: number) {
    const { dispatcher, delay } = this.#options;
    const request = {
      action: "poll",
      ref: undefined,
      last_id: lastId,
      limit: PAGE_MESSAGES,
    } as const;
    const { identity, address, origin, ended } = connection;
    const caller: Caller = { identity, address, origin, ended, connection: undefined };
    for (;;) {
      const pace = dispatcher.pace(connection, request);
      let refusal = pace instanceof ChatError ? pace : undefined;
      if (typeof pace === "number" && pace > 0) await delay(pace, ended);
      try {
        if (refusal === undefined) return await dispatcher.run<"poll">(caller, request);
      } catch (error) {
        if (!(error instanceof ChatError) || error.code !== "busy") throw error;
        refusal = error;
      }
      await delay((refusal?.retryAfterSeconds ?? 0) * 1_000 || BUSY_MS, ended);
    }
  }

  async #keepAlive(connection: Connection): Promise<void> {
    const { outbox } = connection;
    while (!connection.isClosing) {
      await this.#options.delay(COMMENT_EVERY_MS, connection.ended);
      if (outbox.statistics.queuedBytes === 0) outbox.pushAnswer(COMMENT);
    }
  }
}

/** Resolves when the reader has gone, or was sent away. */
async function untilItGoes(connection: Connection, transport: Transport): Promise<void> {
  let said = 0;
  for (;;) {
    const chunk = await transport.read();
    if (chunk === null) return;
    said += chunk.length;
    if (said > MAX_SAID_BYTES) {
      await connection.close("rubbish");
      return;
    }
  }
}

/** Where something happens; undefined for what has to do with no room. */
function roomOf(event: HubEvent): string | undefined {
  return "room" in event ? event.room : undefined;
}
