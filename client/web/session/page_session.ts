/** The page's conversation with its server: enters, logs in and out, does what the state wants. */
import type { SealedFile } from "../../../protocol/encryption/content.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { HelloEvent } from "../../../protocol/events.ts";
import type { Place, ServerRole } from "../../../protocol/records.ts";
import type { Action, Fields } from "../../../protocol/requests.ts";
import { printable } from "../../../protocol/text/printable.ts";
import { backoffMs } from "../../base/backoff.ts";
import { busyPauseMs } from "../../base/busy.ts";
import { pause } from "../../base/clock.ts";
import { ClientFailure, ConnectionLost, EXIT, reasonOf } from "../../base/failure.ts";
import { type ServerEffect, ServerSession } from "../../full/servers/server_session.ts";
import type { Goodbye } from "../../commands/parts/context.ts";
import type { FileStanding } from "../../link/file_standing.ts";
import type { KeyPowers } from "../../link/key_powers.ts";
import { Link } from "../../link/link.ts";
import type { Outgoing } from "../../link/unacknowledged.ts";
import type { StateEvent } from "../../wording/event_text.ts";
import { isSame } from "../../wording/message_text.ts";
import { askServer } from "../net/page_api.ts";
import { openPageConnection, PageTooOld } from "../net/open_page_connection.ts";
import { randomId } from "../net/random_id.ts";
import type { PageEffect } from "../state/page_action.ts";
import { SERVER_ID } from "../state/page_state.ts";
import { EarlyEffects } from "./early_effects.ts";
import { mostFileBytes } from "./most_file_bytes.ts";
import type {
  LoginFields,
  MakeLink,
  PageSessionOptions,
  RegisterFields,
} from "./page_session_options.ts";
import type { PageStore } from "./page_store.ts";
import { Tabs } from "./tabs.ts";

/** What no page asks for: it sees no paths, and searches and checks nothing in another thread. */
type OfTerminal = Extract<PageEffect, {
  kind: "complete-path" | "match" | "check-words" | "suggest-words";
}>;

/** Lives as long as the page; each login has a {@linkcode ServerSession} of its own. */
export class PageSession {
  readonly #options: PageSessionOptions;
  readonly #asking = new Map<number, (text: string | undefined) => void>();
  readonly #tabs = new Tabs(() => this.#cameInElsewhere());
  #store: PageStore | undefined;
  #server: ServerSession | undefined;
  #nextQuestion = 1;
  readonly #early = new EarlyEffects();
  #makeLink: MakeLink | undefined;
  #sealing: Promise<void> | undefined;
  /** Whether the server takes what is encrypted. */
  #isEncrypting = false;

  constructor(options: PageSessionOptions) {
    this.#options = options;
  }

  /** Begins: connects until there is a connection, and comes in if the browser has a cookie. */
  async start(store: PageStore): Promise<void> {
    this.#store = store;
    // Whoever has keys needs no second connection for them; without them it is tried once more.
    if (this.#options.mayHaveKeys()) await this.#loadSealing().catch(() => {});
    await this.#enter();
  }

  /** Logs in. Throws {ChatError} when the server refuses, {ConnectionLost} without an answer. */
  async logIn({ newPassword, ...fields }: LoginFields): Promise<void> {
    const { device } = this.#options;
    await this.#comeInHere(askServer("login", { ...fields, device, new_password: newPassword }));
  }

  /** Makes an account and logs in. Throws as {@linkcode logIn} does. */
  async register(fields: RegisterFields): Promise<void> {
    await this.#comeInHere(askServer("register", { ...fields, device: this.#options.device }));
  }

  async #comeInHere(asked: Promise<unknown>): Promise<void> {
    // Meanwhile what encrypts is loaded; where that fails it is tried again with a connection.
    const loading = this.#isEncrypting ? this.#loadSealing().catch(() => {}) : undefined;
    await asked;
    await loading;
    this.#tabs.tell();
    await this.#enter();
  }

  /** Somebody has logged in in another tab: whoever sees the form here is in, too. */
  #cameInElsewhere(): void {
    if (this.#store?.state.phase.kind === "login") void this.#enter();
  }

  /**
   * Logs out: the server forgets this login, and the form is there again. Without a connection that
   * cannot be; throws {ConnectionLost} then.
   */
  async logOut(): Promise<void> {
    const server = this.#server;
    // The login of this tab, whoever has come in with another one meanwhile.
    if (server?.link.state === "live") await server.leave("logout");
    else await askServer("logout", {});
    this.#options.left();
    await this.#options.forget("all");
    this.#dispatch({ kind: "left" });
    this.#tabs.tell();
    await this.#enter();
  }

  /** Makes a request. Throws {ChatError} when it is refused, {ConnectionLost} without a connection. */
  async request<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
  ): Promise<AnswerFields[A]> {
    if (this.#server === undefined) throw new TypeError("Nobody is logged in");
    return await this.#server.link.request(action, fields, { silent: true });
  }

  /** Searches what only this browser can read; see {@linkcode Link.searchSealed}. */
  searchSealed(query: string, signal: AbortSignal): ReturnType<Link["searchSealed"]> {
    return this.#server?.link.searchSealed(query, signal) ?? [];
  }

  /** Whether there may be keys of this account, so that something encrypts already. */
  get mayHaveKeys(): boolean {
    return this.#makeLink !== undefined;
  }

  /** What there is to do about keys, on a link that encrypts from now on; `undefined` where it cannot. */
  async keyPowers(): Promise<KeyPowers | undefined> {
    await this.#seal();
    return await this.#server?.link.keyPowers();
  }

  /** How a file goes there. Throws {ConnectionLost} where there are keys and only the server knows. */
  async fileStanding(place: Place): Promise<FileStanding> {
    const link = this.#server?.link;
    return this.#makeLink === undefined
      ? await link?.fileStanding(place) ?? "plain"
      : await live(link).fileStanding(place);
  }

  /** Says a message with an encrypted file; throws as {@linkcode request} does, and {HeldBack}. */
  async saySealed(message: Outgoing, file: SealedFile): Promise<void> {
    await this.#seal(); // what a page has left may go on before there are keys
    await live(this.#server?.link).saySealed(message, file);
  }

  /** What opens the file of a message; `undefined` where it is not encrypted, or not to be had. */
  async sealedFile(messageId: number): Promise<SealedFile | undefined> {
    return await this.#server?.link.sealedFile(messageId);
  }

  /** Takes a link that encrypts in the place of one that does not. */
  async #seal(): Promise<void> {
    if (this.#makeLink !== undefined) return await this.#sealing;
    this.#sealing ??= this.#enterSealed(this.#server).finally(() => this.#sealing = undefined);
    await this.#sealing;
  }

  async #enterSealed(before: ServerSession | undefined): Promise<void> {
    try {
      await this.#loadSealing();
    } catch (error) {
      // The server answers, and has this page's file no more; or it was lost in between: a reload helps.
      this.#dispatch({ kind: "newer", isNeeded: false });
      throw error;
    }
    await before?.leave("exit");
    await this.#enter();
  }

  async #loadSealing(): Promise<void> {
    // Once is enough: what is loaded follows the language of the page from then on.
    this.#makeLink ??= await this.#options.loadSealing();
  }

  /** Does what the state wants of the server. */
  perform(effect: PageEffect): void {
    switch (effect.kind) {
      case "load-commands":
        this.#options.loadCommands();
        break;
      case "answered":
        this.#asking.get(effect.ticket)?.(effect.text);
        this.#asking.delete(effect.ticket);
        break;
      case "leave":
        void this.#leave(effect.goodbye);
        break;
      case "notify":
      case "keep-notify":
      case "copy":
      case "load-emoji":
      case "open-link":
      case "form":
      case "look-at-paste":
        break; // the shell of the page does these, or nobody: a page sees no paths
      default: {
        const ofServer = effect satisfies OfTerminal | ServerEffect as ServerEffect;
        if (!this.#early.takes(ofServer, this.#theStore.state)) this.#server?.perform(ofServer);
      }
    }
  }

  /** One server session after the other, until one has begun or somebody has to log in. */
  async #enter(): Promise<void> {
    this.#server?.close();
    for (let attempt = 0;; attempt++) {
      const server = this.#newServer();
      this.#server = server;
      try {
        const hello = await server.connect();
        return await this.#comeIn(server, hello);
      } catch (error) {
        server.close();
        if (error instanceof PageTooOld) return this.#dispatch({ kind: "newer", isNeeded: true });
        this.#dispatch({ kind: "connecting", problem: printable(reasonOf(error)) });
        if (attempt === 0) await this.#options.cannotConnect();
        this.#early.perform(server);
        if (error instanceof ClientFailure && error.exitCode !== EXIT.cannotConnect) return;
        const pauseMs = backoffMs(attempt, this.#options.random());
        await pause(this.#options.clock, Math.max(pauseMs, busyPauseMs(error)));
      }
    }
  }

  async #comeIn(server: ServerSession, hello: HelloEvent): Promise<void> {
    try {
      this.#isEncrypting = hello.encryption !== undefined;
      const welcome = await server.link.takeUp(undefined);
      if (this.#isEncrypting && !this.#makeLink) return await this.#enterSealed(server);
      this.#dispatch({ kind: "entered", username: welcome.username });
      this.#dispatch({ kind: "files-taken", mostBytes: mostFileBytes(hello) });
      this.#told(welcome.role);
      const place = this.#options.wantedPlace();
      const room = place?.room !== undefined && welcome.rooms.includes(place.room)
        ? place.room
        : undefined;
      await server.begin(welcome, { room });
      this.#dispatch({ kind: "send-waiting", tooOld: this.#options.tooOld() });
      this.#early.perform(server, welcome.username);
      this.#options.isIn();
      if (place?.with !== undefined) this.#dispatch({ kind: "go", place });
      void server.link.ended.then((failure) => this.#ended(server, failure));
    } catch (error) {
      const cause = error instanceof ClientFailure ? error.cause : error;
      if (!(cause instanceof ChatError)) throw error;
      if (cause.code !== "bad_credentials" && cause.code !== "account_banned") throw cause;
      await server.leave("exit");
      await this.#options.forget("messages");
      const { describe } = this.#options;
      const problem = cause.code === "account_banned" ? printable(describe(cause)) : "";
      this.#early.forget();
      this.#dispatch({ kind: "log-in", hello, problem });
    }
  }

  /** The link is over for good: somebody has to log in again, where that helps. */
  async #ended(server: ServerSession, failure: ClientFailure | undefined): Promise<void> {
    if (server !== this.#server || failure === undefined) return;
    await this.#enter();
    this.#dispatch({ kind: "hint", text: printable(failure.message) });
  }

  async #leave(goodbye: Goodbye | "disconnect"): Promise<void> {
    if (goodbye === "logout") return await this.logOut();
    this.#dispatch({ kind: "hint", text: undefined });
  }

  #newServer(): ServerSession {
    const { clock, describe, device, loadEmoji, origin, random, timeMs } = this.#options;
    const server = new ServerSession({
      id: SERVER_ID,
      address: new URL(origin).host,
      newLink: (observer) => {
        const link = (this.#makeLink ?? ((options) => new Link(options)))({
          open: (connectionObserver) =>
            openPageConnection({
              origin,
              clock,
              refPrefix: `${randomId().slice(0, 8)}-`,
              observer: connectionObserver,
              newer: () => this.#dispatch({ kind: "newer", isNeeded: false }),
            }),
          observer,
          clock,
          random,
          newNonce: randomId,
          device,
        });
        // A command may be the first that needs keys.
        if (this.#makeLink === undefined) link.keyPowers = () => this.keyPowers();
        return link;
      },
      clock,
      timeMs,
      loadEmoji,
      describe,
      state: () => this.#theStore.state.chat,
      dispatch: (action) => {
        this.#theStore.dispatch(action as Parameters<PageStore["dispatch"]>[0]);
        if (action.kind === "event") this.#happened(action.event, server);
        // What the account is may have changed while nobody could say so.
        if (action.kind === "back") this.#told(server.link.role);
      },
      ask: (prompt, options) => this.#ask(prompt, options?.isSecret ?? false),
      leave: (goodbye) => void this.#leave(goodbye),
      connect: () => {},
      tokenChanged: () => {},
    });
    return server;
  }

  #happened(event: StateEvent, { username }: ServerSession): void {
    if (event.event !== "keys_changed" || !isSame(event.username, username)) return;
    this.#seal().catch(() => {}); // another device has turned it on; the next login says so again
  }

  #told(role: ServerRole | undefined): void {
    this.#dispatch({ kind: "own-role", role: role ?? "user" });
  }

  #ask(prompt: string, isSecret: boolean): Promise<string | undefined> {
    const ticket = this.#nextQuestion++;
    return new Promise((resolve) => {
      this.#asking.set(ticket, resolve);
      this.#dispatch({ kind: "ask", serverId: SERVER_ID, ticket, prompt, isSecret });
    });
  }

  get #theStore(): PageStore {
    if (this.#store === undefined) throw new TypeError("start() comes first");
    return this.#store;
  }

  #dispatch(action: Parameters<PageStore["dispatch"]>[0]): void {
    this.#theStore.dispatch(action);
  }
}

function live(link: Link | undefined): Link {
  if (link?.state !== "live") throw new ConnectionLost("Not connected");
  return link;
}
