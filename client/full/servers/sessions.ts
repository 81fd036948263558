/** The sessions with servers: begun, found, and given up. */
import type { Clock } from "../../base/clock.ts";
import type { ExtensionPowers, Goodbye, SpellingPowers } from "../../commands/parts/context.ts";
import type { SettingPowers } from "../../commands/parts/setting_powers.ts";
import type { LoggedServer } from "../../config/log_mode.ts";
import type { LocalFiles } from "../../files/local_files.ts";
import type { Link } from "../../link/link.ts";
import type { LinkObserver } from "../../link/link_observer.ts";
import { formatPlace, type SecuredAddress } from "../../net/address.ts";
import type { Ask } from "../../terminal/prompter.ts";
import type { EmojiTable } from "../../text/emoji.ts";
import { isSame } from "../../wording/message_text.ts";
import type { Action } from "../state/action.ts";
import { serverOf } from "../state/buffers.ts";
import type { State } from "../state/state.ts";
import { placeBefore } from "../state/windows.ts";
import { arrangingAt } from "./arranging.ts";
import { besideOthers } from "./beside_others.ts";
import type { DrawPicture } from "./draw_picture.ts";
import { type FilesLogin, ServerSession } from "./server_session.ts";

/** The status line says how fast a server answers, and soon when it does not. */
const LAG_INTERVAL_MS = 10_000;

/** Makes the link to a server that tells `observer`; `notify` is told about its key. */
export type LinkTo = (
  address: SecuredAddress,
  notify: (line: string) => void,
) => (observer: LinkObserver) => Link;

/** What sessions are made with, whatever the server. */
export interface SessionTools {
  linkTo: LinkTo;
  clock: Clock;
  timeMs: () => number;
  loadEmoji: () => Promise<EmojiTable>;
  state: () => State;
  dispatch: (action: Action) => void;
  ask: Ask;
  /** The server with this id and everything of it are about to be forgotten. */
  dropped: (id: string) => void;
  /** Makes what sends and fetches files. */
  startFiles: (address: SecuredAddress, login: FilesLogin) => LocalFiles;
  /** Makes a picture of the bytes of an image; `undefined` when it cannot. */
  drawPicture: DrawPicture;
  /** What the commands of the account at this server do about settings. */
  settingsAt: (server: LoggedServer) => Promise<SettingPowers>;
  /** The programs that run beside the client. */
  extensions: ExtensionPowers;
  /** What there is to do about spelling. */
  spelling: SpellingPowers;
}

/** Whom sessions tell what people want at their servers. */
export interface SessionsOptions extends SessionTools {
  /** Something is to be said at the server with this id. */
  notice: (id: string, line: string) => void;
  /** A command wants to leave the server with this id, or the whole client. */
  left: (id: string, goodbye: Goodbye | "disconnect", lastWord?: string) => void;
  /** A command wants a further server. */
  connect: (id: string, written: string | undefined) => void;
  /** The account has a new token with which to come back. */
  tokenChanged: (known: Known, username: string) => void;
}

/** A session, and how its server was asked for. */
export interface Known {
  session: ServerSession;
  address: SecuredAddress;
  /** The room to go to and to join where needed. */
  room: string | undefined;
}

/** At most as many as somebody connects to by hand. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #known = new Map<string, Known>();
  #nextNumber = 1;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** All of them, in the order in which they were begun. */
  get all(): readonly Known[] {
    return [...this.#known.values()];
  }

  /** A server in which something can be said. */
  get entered(): ServerSession | undefined {
    return this.all.find(({ session }) => session.username !== "")?.session;
  }

  /** The session with this id. */
  withId(id: string): Known | undefined {
    return this.#known.get(id);
  }

  /** Whether a session was not given up meanwhile. */
  has({ session }: Known): boolean {
    return this.#known.has(session.id);
  }

  /** The session at this address, as this user where one is named, or as nobody yet. */
  at({ username, ...address }: SecuredAddress): Known | undefined {
    const place = formatPlace(address);
    return this.all.find(({ address: other, session }) =>
      formatPlace(other) === place &&
      (username === undefined || session.username === "" || isSame(session.username, username))
    );
  }

  /**
   * Begins a session, which connects to nothing yet. One that `isReopened` leads nobody away from the
   * server where they are by then.
   */
  add(
    address: SecuredAddress,
    room: string | undefined,
    { isReopened = false }: { isReopened?: boolean } = {},
  ): Known {
    const { ask, clock, dispatch, linkTo, loadEmoji, state, timeMs } = this.#options;
    const { connect, left, notice, tokenChanged } = this.#options;
    const id = `s${this.#nextNumber++}`;
    const place = formatPlace(address);
    const session: ServerSession = new ServerSession({
      id,
      address: place,
      newLink: linkTo(address, (line) => notice(id, line)),
      clock,
      timeMs,
      loadEmoji,
      state,
      dispatch: isReopened ? besideOthers(state, dispatch) : dispatch,
      ask,
      leave: (goodbye, lastWord) => left(id, goodbye, lastWord),
      connect: (written) => connect(id, written),
      lagIntervalMs: LAG_INTERVAL_MS,
      tokenChanged: (username) => {
        const known = this.#known.get(id);
        if (known !== undefined) tokenChanged(known, username);
      },
      startFiles: (login) => this.#options.startFiles(address, login),
      drawPicture: this.#options.drawPicture,
      local: {
        context: {
          settings: () => {
            const username = serverOf(state(), id)?.username ?? "";
            return this.#options.settingsAt({ address: place, username });
          },
        },
        screen: (entered) => ({
          arranging: arrangingAt(entered, state),
          extensions: this.#options.extensions,
          spelling: this.#options.spelling,
        }),
      },
      placeBefore: (serverId) => placeBefore(state(), serverId),
    });
    const known: Known = { session, address, room };
    this.#known.set(id, known);
    dispatch({ kind: "server-added", serverId: id, address: place });
    return known;
  }

  /** Gives a session up. */
  drop({ session }: Known): void {
    const { id } = session;
    this.#options.dropped(id);
    this.#known.delete(id);
    session.close();
    void session.link.leave();
    this.#options.dispatch({ kind: "server-removed", serverId: id });
  }
}
