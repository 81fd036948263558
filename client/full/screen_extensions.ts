/** Extensions of the full screen: what they hear of it, and what they do to it. */
import { foldUsername } from "../../protocol/names.ts";
import type { Place } from "../../protocol/records.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Clock } from "../base/clock.ts";
import { reasonOf } from "../base/failure.ts";
import type { ExtensionPowers } from "../commands/parts/context.ts";
import type { ExtensionSettings } from "../config/config.ts";
import { Extensions } from "../extensions/extensions.ts";
import type { ExtensionPlace } from "../extensions/extension_protocol.ts";
import { cameEncrypted } from "../logs/log_lines.ts";
import { isSame } from "../wording/message_text.ts";
import { callsReader } from "../wording/mentions.ts";
import { placeName } from "../wording/place.ts";
import type { Notification } from "./sequences/notifications.ts";
import type { ServerSession } from "./servers/server_session.ts";
import type { Action } from "./state/action.ts";
import { activeBuffer, bufferKey, bufferOf, serverOf } from "./state/buffers.ts";
import type { ServerState, State } from "./state/state.ts";

/** So many of the last messages of a room say whether it is encrypted. */
const RECENT_ENTRIES = 50;

/** What it works with. */
export interface ScreenExtensionsOptions {
  clock: Clock;
  state: () => State;
  dispatch: (action: Action) => void;
  notify: (notification: Notification) => void;
  sessions: () => readonly Pick<ServerSession, "id" | "link">[];
}

/** What happens that extensions may hear of. */
type Heard = Extract<Action, { kind: "message" | "change" | "connection" }>;

/** Which server is named, and which account there. */
interface Named {
  server: string | undefined;
  you: string | undefined;
}

/** Nothing is started before {@linkcode configure}. */
export class ScreenExtensions implements ExtensionPowers {
  readonly #options: ScreenExtensionsOptions;
  readonly #extensions: Extensions;

  constructor(options: ScreenExtensionsOptions) {
    const { clock, dispatch, notify } = options;
    this.#options = options;
    this.#extensions = new Extensions({
      clock,
      effects: {
        show: (lines, where, isWarning) => this.#show(lines, where, isWarning),
        status: (name, text) => dispatch({ kind: "status", name, text }),
        notify: (title, text) => notify({ reason: "message", title, text, place: this.#place }),
        say: (where, text) => this.#say(where, text),
        isEncrypted: (where) => this.#isEncrypted(where.place, this.#serverAt(where)),
        at: (named) => {
          const server = this.#serverAt(named);
          return {
            server: server?.address ?? named.server ?? "",
            you: server?.username ?? named.you ?? "",
          };
        },
      },
    });
  }

  readonly lines = (): readonly string[] => this.#extensions.lines();

  readonly restart = (name: string): Promise<boolean> => this.#extensions.restart(name);

  /** Runs exactly these from now on; never rejects. */
  async configure(wanted: Readonly<Record<string, ExtensionSettings>>): Promise<void> {
    try {
      await this.#extensions.configure(wanted);
    } catch (error) {
      this.#show([`extensions: ${printable(reasonOf(error))}`], {}, true);
    }
  }

  /** Something has happened at a server. */
  heard(action: Heard, server: ServerState): void {
    switch (action.kind) {
      case "message": {
        const { highlights } = this.#options.state().settings;
        const isMention = callsReader(action.message, server.username, highlights);
        const { isReplayed } = action;
        return this.#extensions.message(action.message, server, { isMention, isReplayed });
      }
      case "change":
        return this.#extensions.change(action.event, server);
      case "connection":
        return this.#extensions.connection(server, action.connection.kind);
    }
  }

  /** Ends all of them. */
  close(): Promise<void> {
    return this.#extensions.close();
  }

  get #place(): Place {
    return activeBuffer(this.#options.state())?.place ?? { room: "" };
  }

  /**
   * The server with this address, and this account where one is named: there may be several accounts at
   * one server. Of those that are meant it is that of the active buffer, or the first.
   */
  #serverAt({ server: address, you }: Partial<Named>): ServerState | undefined {
    const state = this.#options.state();
    const active = serverOf(state, activeBuffer(state)?.serverId);
    return [...active === undefined ? [] : [active], ...state.servers].find((one) =>
      (address === undefined || one.address === address) &&
      (you === undefined || isSame(one.username, you))
    );
  }

  #show(
    lines: readonly string[],
    { place, ...named }: Partial<ExtensionPlace>,
    isWarning: boolean,
  ): void {
    const server = this.#serverAt(named);
    if (server === undefined) return;
    const { id: serverId } = server;
    const where = place === undefined ? {} : { bufferKey: bufferKey(serverId, place) };
    const tone = isWarning ? "warning" : "event";
    this.#options.dispatch({ kind: "lines", serverId, lines, tone, ...where });
  }

  #say({ place, ...named }: Partial<ExtensionPlace> & { place: Place }, text: string) {
    const server = this.#serverAt(named);
    const buffer = server && bufferOf(this.#options.state(), bufferKey(server.id, place));
    if (server === undefined) return "there is no such server";
    if (place.room !== undefined && buffer?.isIn !== true) return `not in ${placeName(place)}`;
    this.#options.dispatch({ kind: "say-to", serverId: server.id, place, text });
    return undefined;
  }

  /** Whether what is written there is encrypted, or may be: where that is not known, it may be. */
  #isEncrypted(place: Place, server: ServerState | undefined): boolean {
    if (server === undefined) return true;
    const name = place.room === undefined ? foldUsername(place.with) : `#${place.room}`;
    const session = this.#options.sessions().find(({ id }) => id === server.id);
    const standing = session?.link.standingOf(place) || server.standings?.get(name) || "";
    if (/^NOT encrypted/.test(standing)) return false;
    if (place.room === undefined) return true;
    const buffer = bufferOf(this.#options.state(), bufferKey(server.id, place));
    const hasEncrypted = buffer?.entries.slice(-RECENT_ENTRIES).some((entry) =>
      entry.kind === "message" && cameEncrypted(entry.message)
    );
    return standing !== "" || hasEncrypted === true;
  }
}
