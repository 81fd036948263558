/** The servers of the full screen: connected to, logged in at, left, and remembered. */
import { within } from "../../base/clock.ts";
import type { ClientFailure } from "../../base/failure.ts";
import type { Goodbye } from "../../commands/parts/context.ts";
import { LAST_ANSWERS_LIMIT_MS, lastAnswers } from "../../link/link_waits.ts";
import { formatPlace, type SecuredAddress } from "../../net/address.ts";
import type { Effect } from "../state/action.ts";
import { Entrance, type FirstServer } from "./entrance.ts";
import { LoginMemory, type LoginMemoryOptions } from "./login_memory.ts";
import { Notices } from "./notices.ts";
import { Reopening } from "./reopening.ts";
import type { ServerEffect, ServerSession } from "./server_session.ts";
import { type Known, Sessions, type SessionTools } from "./sessions.ts";

/** What it works with. */
export interface ServersOptions extends SessionTools {
  memory: Omit<LoginMemoryOptions, "warn">;
  /** Whether the form is open at the moment. */
  isFormOpen: () => boolean;
  /** The account of a server is known, and everything of it is about to be shown. */
  entered: (session: ServerSession, address: string) => void;
  /** No server is left: the client ends, and says `lastWord` when the screen is gone. */
  lastLeft: (goodbye: Goodbye, lastWord?: string) => void;
  /** What stands for the name of a server; itself when it is none. */
  placeCalled: (word: string) => string;
}

/** Puts together how servers are entered, opened again and left. */
export class Servers {
  readonly #options: ServersOptions;
  readonly #sessions: Sessions;
  readonly #memory: LoginMemory;
  readonly #notices: Notices;
  readonly #entrance: Entrance;
  readonly #reopening: Reopening;

  constructor(options: ServersOptions) {
    const { dispatch, isFormOpen, lastLeft, placeCalled, state } = options;
    this.#options = options;
    const notices = new Notices({ dispatch, isFormOpen });
    const memory = new LoginMemory({ ...options.memory, warn: (text) => notices.warn(text) });
    const sessions = new Sessions({
      ...options,
      notice: (id, line) => notices.at(id, line),
      left: (id, goodbye, lastWord) => void this.#left(id, goodbye, lastWord),
      connect: (id, written) => notices.tried(id, () => this.enterAnother(written)),
      tokenChanged: (known, username) => void this.#keepToken(known, username),
    });
    const entrance = new Entrance({
      sessions,
      memory,
      notices,
      dispatch,
      placeCalled,
      letIn: (known) => this.#reopening.letIn(known),
      entered: (known, username) => {
        this.#reopening.opened(known, username);
        options.entered(known.session, formatPlace(known.address));
      },
    });
    const givenUp = () => lastLeft("exit");
    this.#reopening = new Reopening({
      sessions,
      entrance,
      notices,
      state,
      dispatch,
      isFormOpen,
      givenUp,
    });
    this.#notices = notices;
    this.#memory = memory;
    this.#sessions = sessions;
    this.#entrance = entrance;
  }

  /** The sessions in the order in which they were begun. */
  get sessions(): readonly ServerSession[] {
    return this.#sessions.all.map(({ session }) => session);
  }

  /** The servers that are to be open again at the next start, also those that could not be opened. */
  get open(): readonly SecuredAddress[] {
    const entered = this.#sessions.all.filter(({ session }) => session.username !== "")
      .map(({ address, session }) => ({ ...address, username: session.username }));
    return [...entered, ...this.#reopening.absent];
  }

  /** Why there is no server that lets the person in; `undefined` when there is one. */
  get failure(): ClientFailure | undefined {
    const failures = this.sessions.map(({ failure }) => failure);
    if (failures.length === 0) return this.#entrance.inVain;
    return failures.includes(undefined) ? undefined : failures.at(-1);
  }

  /** `host:port` of the server with this id. */
  addressOf(id: string): string | undefined {
    const known = this.#sessions.withId(id);
    return known && formatPlace(known.address);
  }

  /**
   * Enters the first server, with what the command line says.
   *
   * @throws {ClientFailure} when it cannot be connected to.
   */
  async enterFirst(first: FirstServer): Promise<void> {
    await this.#entrance.first(first);
  }

  /** Enters the servers that were open when the client was left last; without any it asks for one. */
  async enterAgain(open: readonly SecuredAddress[]): Promise<void> {
    await this.#reopening.enter(open);
  }

  /** `/connect`: enters a further server, or asks for its address. @throws {Mistake} */
  async enterAnother(written: string | undefined): Promise<void> {
    await this.#entrance.another(written);
  }

  /** Does what the form wants. */
  async performForm({ effect, serverId }: Extract<Effect, { kind: "form" }>): Promise<void> {
    const known = serverId === undefined ? undefined : this.#sessions.withId(serverId);
    switch (effect.kind) {
      case "connect":
        return await this.#entrance.fromForm(effect.address, effect.room);
      case "log-in":
        if (known !== undefined) await this.#entrance.logIn(known, effect.credentials);
        return;
      case "disconnect":
        if (known !== undefined) this.#sessions.drop(known);
        return;
      case "leave":
        this.#options.dispatch({ kind: "close-form" });
        if (known !== undefined && known.session.username === "") {
          this.#reopening.forget(known);
          this.#sessions.drop(known);
        }
        if (this.#sessions.all.length === 0) this.#options.lastLeft("exit");
        return;
      default:
        effect satisfies never;
    }
  }

  /** Does what the state wants of a server. */
  perform(effect: ServerEffect): void {
    this.#sessions.withId(effect.serverId)?.session.perform(effect);
  }

  /** Waits a moment for what was sent just before, then says goodbye to all servers. */
  async leaveAll(goodbye: Goodbye): Promise<void> {
    await Promise.all(this.sessions.map(async (session) => {
      const { clock } = this.#options;
      await within(clock, LAST_ANSWERS_LIMIT_MS, session.whenSent);
      await lastAnswers(session.link, clock);
      await session.leave(goodbye);
      session.close();
    }));
  }

  async #left(id: string, goodbye: Goodbye | "disconnect", lastWord?: string): Promise<void> {
    const known = this.#sessions.withId(id);
    if (known === undefined) return;
    if (goodbye === "exit") return this.#options.dispatch({ kind: "leave" });
    const { address, session } = known;
    if (goodbye === "logout") await this.#memory.forgetToken(address, session.username);
    await session.leave(goodbye === "logout" ? "logout" : "exit");
    this.#sessions.drop(known);
    const there = this.#sessions.entered;
    if (there !== undefined && lastWord !== undefined) this.#notices.at(there.id, lastWord);
    if (this.#sessions.all.length === 0) this.#options.lastLeft("exit", lastWord);
  }

  async #keepToken({ address, session }: Known, username: string): Promise<void> {
    const { token } = session.link;
    if (token !== undefined) await this.#memory.keepToken(address, { username, token });
  }
}
