/** What is wanted of the server before somebody is in: the page shows what it has kept by then. */
import type { ServerEffect, ServerSession } from "../../full/server_session.ts";
import { serverOf } from "../../full/state/buffers.ts";
import { type PageState, SERVER_ID } from "../state/page_state.ts";

/** What is of no use later, or happens again by itself. */
const PASSING: readonly ServerEffect["kind"][] = ["say", "typed", "read"];

/** Bounded by what somebody can enter in the seconds until there is a connection, or none. */
export class EarlyEffects {
  #waiting: ServerEffect[] = [];

  /** Whether it waits here, or is not to be done at all; otherwise it is to be done now. */
  takes(effect: ServerEffect, { chat, isKept }: PageState): boolean {
    if (!isKept) return false;
    if (PASSING.includes(effect.kind)) return true;
    // Without a connection it fails, and says so.
    if (serverOf(chat, SERVER_ID)?.connection.kind === "offline") return false;
    this.#waiting.push(effect);
    return true;
  }

  /** Does what has waited, in its order; without a connection it fails. */
  perform(server: Pick<ServerSession, "perform">): void {
    for (const effect of this.#waiting.splice(0)) server.perform(effect);
  }

  /** Nobody is in: nothing is done. */
  forget(): void {
    this.#waiting = [];
  }
}
