/** What is wanted of the server before somebody is in: the page shows what it has kept by then. */
import type { ServerEffect, ServerSession } from "../../full/servers/server_session.ts";
import { serverOf } from "../../full/state/buffers.ts";
import { isSame } from "../../wording/message_text.ts";
import { type PageState, SERVER_ID } from "../state/page_state.ts";

/** What is of no use later, or happens again by itself. */
const PASSING: readonly ServerEffect["kind"][] = ["say", "typed", "read"];

/** Bounded by what somebody can enter in the seconds until there is a connection, or none. */
export class EarlyEffects {
  #waiting: { readonly effect: ServerEffect; readonly username: string }[] = [];

  /** Whether it waits here, or is not to be done at all; otherwise it is to be done now. */
  takes(effect: ServerEffect, { chat, isKept }: PageState): boolean {
    if (!isKept) return false;
    if (PASSING.includes(effect.kind)) return true;
    const server = serverOf(chat, SERVER_ID);
    // Without a connection it fails, and says so.
    if (server?.connection.kind === "offline") return false;
    this.#waiting.push({ effect, username: server?.username ?? "" });
    return true;
  }

  /**
   * Does what has waited, in its order; without a connection it fails. What was entered over the
   * messages of somebody else than `username`, who is in now, is forgotten.
   */
  perform(server: Pick<ServerSession, "perform">, username?: string): void {
    for (const { effect, username: by } of this.#waiting.splice(0)) {
      if (username === undefined || isSame(by, username)) server.perform(effect);
    }
  }

  /** Nobody is in: nothing is done. */
  forget(): void {
    this.#waiting = [];
  }
}
