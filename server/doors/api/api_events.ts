/** `GET /api/v1/events`: who asks, after which id, and of which rooms, before the stream begins. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Services } from "../../commands/services.ts";
import { bearerIn, type Bearers } from "../web/bearers.ts";
import { HttpError } from "../web/http_error.ts";
import { API_PATH } from "../web/http_head.ts";
import type { Visit } from "../web/visit.ts";
import type { Reading } from "./events_door.ts";

/** Where events are told. */
export const EVENTS_PATH = `${API_PATH}events`;

/** Most rooms that can be named. */
const MAX_ROOMS = 100;

/** Looks at such requests. */
export class ApiEvents {
  readonly #services: Services;
  readonly #bearers: Bearers;

  constructor(services: Services, bearers: Bearers) {
    this.#services = services;
    this.#bearers = bearers;
  }

  /**
   * What the reader gets.
   *
   * @throws {ChatError} why it gets nothing: `login_required`, `bad_credentials`, `no_such_room`, …
   * @throws {HttpError} when it is asked for in another way than by GET.
   */
  async admit(visit: Visit): Promise<Reading> {
    const { head } = visit;
    // Each stream is a login, whether its token is known or not.
    await visit.pace();
    if (head.method !== "GET") {
      throw new HttpError(405, "Only GET is answered here", { headers: { Allow: "GET" } });
    }
    const token = bearerIn(visit);
    if (token === undefined) throw new ChatError("login_required");
    const query = new URLSearchParams(head.query);
    const given = head.fields.get("last-event-id") ?? query.get("last_event_id") ?? undefined;
    const after = given === undefined ? undefined : idOf(given);
    const asked = query.getAll("room");
    if (asked.length > MAX_ROOMS) {
      throw new ChatError("bad_field", `At most ${MAX_ROOMS} rooms can be named; leave them out`);
    }
    const { account } = await this.#bearers.find(visit, token);
    const rooms: string[] = [];
    for (const room of asked) {
      const { name } = await this.#services.journal.query("admit", {
        account,
        room,
        right: "read",
      });
      rooms.push(name);
    }
    return {
      token,
      device: head.fields.get("user-agent"),
      after,
      rooms: rooms.length === 0 ? undefined : rooms,
    };
  }
}

/** The fields of the head of a stream, besides those of every answer. */
export const STREAM_HEADERS = {
  "Content-Type": "text/event-stream",
  "Cache-Control": "no-store",
  // Proxies that gather answers are told not to.
  "X-Accel-Buffering": "no",
  "Connection": "close",
} as const;

function idOf(text: string): number {
  const id = Number(text);
  if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(id)) return id;
  throw new ChatError("bad_field", "The Last-Event-ID must be the id of an event");
}
