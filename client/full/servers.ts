/** The servers of the full screen: connected to, logged in at, left, and remembered. */
import { ChatError } from "../../protocol/errors.ts";
import type { HelloEvent } from "../../protocol/events.ts";
import { foldUsername } from "../../protocol/names.ts";
import { printable } from "../../protocol/text/printable.ts";
import { type Clock, within } from "../base/clock.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import type { ExtensionPowers, Goodbye, SpellingPowers } from "../commands/parts/context.ts";
import { Mistake } from "../commands/parts/mistake.ts";
import type { SettingPowers } from "../commands/parts/setting_powers.ts";
import type { LocalFiles } from "../files/local_files.ts";
import type { DrawPicture } from "./draw_picture.ts";
import type { LoggedServer } from "../config/log_mode.ts";
import type { Link } from "../link/link.ts";
import type { LinkObserver } from "../link/link_observer.ts";
import { LAST_ANSWERS_LIMIT_MS, lastAnswers } from "../link/link_waits.ts";
import type { Welcome } from "../link/login.ts";
import { loginRefused } from "../login/session.ts";
import { formatPlace, type SecuredAddress } from "../net/address.ts";
import { parseConnectWords } from "../net/connect_words.ts";
import type { Key } from "../terminal/input/key.ts";
import type { Ask } from "../terminal/prompter.ts";
import type { EmojiTable } from "../text/emoji.ts";
import { describe } from "../wording/describe.ts";
import { isSame } from "../wording/message_text.ts";
import { arrangingAt } from "./arranging.ts";
import { type FormCredentials, newForm } from "./form/login_form.ts";
import { LoginMemory, type LoginMemoryOptions } from "./login_memory.ts";
import { type FilesLogin, type ServerEffect, ServerSession } from "./server_session.ts";
import type { Action, Effect } from "./state/action.ts";
import { serverOf } from "./state/buffers.ts";
import type { State } from "./state/state.ts";
import { placeBefore } from "./state/windows.ts";

/** Shown once to who has never used the full screen. */
const FIRST_HINT = "F1 shows all keys and commands, Alt+K goes places";

const ENTER: Key = { name: "return", ctrl: false, alt: false, shift: false, text: "" };

/** The status line says how fast a server answers, and soon when it does not. */
const LAG_INTERVAL_MS = 10_000;

/** Makes the link to a server that tells `observer`; `notify` is told about its key. */
export type LinkTo = (
  address: SecuredAddress,
  notify: (line: string) => void,
) => (observer: LinkObserver) => Link;

/** With what the first server is entered, from the command line. */
export interface FirstServer {
  address: SecuredAddress;
  password: string | undefined;
  register: boolean;
  invite: string | undefined;
  /** The room to go to and to join where needed; `undefined` leaves it to the rooms of the account. */
  room: string | undefined;
}

/** What it works with. */
export interface ServersOptions {
  linkTo: LinkTo;
  memory: Omit<LoginMemoryOptions, "warn">;
  clock: Clock;
  timeMs: () => number;
  loadEmoji: () => Promise<EmojiTable>;
  state: () => State;
  dispatch: (action: Action) => void;
  /** Whether the form is open at the moment. */
  isFormOpen: () => boolean;
  ask: Ask;
  /** The account of a server is known, and everything of it is about to be shown. */
  entered: (session: ServerSession, address: string) => void;
  /** The server with this id and everything of it are about to be forgotten. */
  dropped: (id: string) => void;
  /** No server is left: the client ends, and says `lastWord` when the screen is gone. */
  lastLeft: (goodbye: Goodbye, lastWord?: string) => void;
  /** What stands for the name of a server; itself when it is none. */
  placeCalled: (word: string) => string;
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

interface Known {
  session: ServerSession;
  address: SecuredAddress;
  room: string | undefined;
}

/** At most as many as somebody connects to by hand. */
export class Servers {
  readonly #options: ServersOptions;
  readonly #known = new Map<string, Known>();
  /** How servers were asked for with `/connect`, by their places. */
  readonly #wanted = new Map<string, Pick<Known, "address" | "room">>();
  /** What was open before and is not yet again. */
  readonly #absent = new Map<string, SecuredAddress>();
  /** Whether the form stands for servers that are opened again, and none of them is yet. */
  #isOpeningAgain = false;
  /** What is to be said once there is a server to say it in. */
  readonly #unsaid: string[] = [];
  #nextNumber = 1;
  /** Why the last attempt to get in was in vain; `undefined` after one that was not. */
  #inVain: ClientFailure | undefined;
  readonly #memory: LoginMemory;

  constructor(options: ServersOptions) {
    this.#options = options;
    this.#memory = new LoginMemory({ ...options.memory, warn: (text) => this.#warn(text) });
  }

  /** The sessions in the order in which they were begun. */
  get sessions(): readonly ServerSession[] {
    return [...this.#known.values()].map(({ session }) => session);
  }

  /** A server in which something can be said. */
  get #entered(): ServerSession | undefined {
    return this.sessions.find(({ username }) => username !== "");
  }

  /** The servers that are to be open again at the next start, also those that could not be opened. */
  get open(): readonly SecuredAddress[] {
    const here = [...this.#known.values()].filter(({ session }) => session.username !== "");
    const entered = here.map(({ address, session }) => ({
      ...address,
      username: session.username,
    }));
    return [...entered, ...this.#absent.values()];
  }

  /** Why there is no server that lets the person in; `undefined` when there is one. */
  get failure(): ClientFailure | undefined {
    const failures = this.sessions.map(({ failure }) => failure);
    if (failures.length === 0) return this.#inVain;
    return failures.includes(undefined) ? undefined : failures.at(-1);
  }

  /** `host:port` of the server with this id. */
  addressOf(id: string): string | undefined {
    const known = this.#known.get(id);
    return known && formatPlace(known.address);
  }

  /**
   * Enters the first server, with what the command line says.
   *
   * @throws {ClientFailure} when it cannot be connected to.
   */
  async enterFirst(first: FirstServer): Promise<void> {
    const { address, invite, password, register, room } = first;
    const place = formatPlace(address);
    const form = newForm({
      address: { place, username: address.username },
      username: address.username ?? (register ? undefined : await this.#memory.lastUser(place)),
      password,
      register,
      invite,
    });
    const known = this.#add(address, room);
    this.#options.dispatch({ kind: "open-form", serverId: known.session.id, form });
    try {
      const hello = await known.session.connect();
      if (password === undefined && !register && await this.#resumed(known)) return;
      await this.#connected(known, hello);
    } catch (error) {
      throw loginRefused(error);
    }
    // Whoever has said everything already does not want to press Enter.
    if (address.username !== undefined && password !== undefined) {
      this.#options.dispatch({ kind: "key", key: ENTER });
    }
  }

  /** The form asks for the account, and at a new server whether there is one. */
  async #connected({ address }: Known, hello: HelloEvent): Promise<void> {
    const place = formatPlace(address);
    const isNew = !(await this.#memory.servers()).some((server) => server.place === place);
    this.#options.dispatch({ kind: "form", event: { kind: "connected", hello, isNew } });
  }

  /**
   * Enters the servers that were open when the client was left last, all at once: none waits for
   * another. The form is there until the first of them is; where none is, it asks for a server.
   */
  async enterAgain(open: readonly SecuredAddress[]): Promise<void> {
    for (const address of open) this.#absent.set(accountAt(address), address);
    const all = open.map((address) => this.#add(address, undefined));
    const [first] = all;
    if (first === undefined) return await this.askForServer();
    const { username } = first.address;
    const form = newForm({ address: { place: formatPlace(first.address), username }, username });
    this.#options.dispatch({ kind: "open-form", serverId: first.session.id, form });
    this.#isOpeningAgain = true;
    const problems = await Promise.all(all.map((known) => this.#enteredAgain(known)));
    if (!this.#isOpeningAgain || this.#known.size > 0) return;
    this.#isOpeningAgain = false;
    if (!this.#options.isFormOpen()) return this.#options.lastLeft("exit");
    await this.askForServer();
    const message = problems.find((problem) => problem !== undefined) ?? "";
    this.#options.dispatch({ kind: "form", event: { kind: "failed", message } });
  }

  /** Enters a server by the login of before; says why it cannot. */
  async #enteredAgain(known: Known): Promise<string | undefined> {
    const { address, session: { id } } = known;
    let problem = "its login has ended";
    try {
      const hello = await known.session.connect();
      if (!this.#known.has(id) || await this.#resumed(known)) return undefined;
      const { overlay } = this.#options.state();
      if (overlay?.kind === "login" && overlay.serverId === id && this.#isOpeningAgain) {
        this.#isOpeningAgain = false; // somebody is to log in here; the others come beside it
        await this.#connected(known, hello);
        return undefined;
      }
    } catch (error) {
      problem = describe(error);
    }
    if (!this.#known.has(id)) return undefined; // given up meanwhile
    this.#drop(known);
    const place = formatPlace(address);
    const line = `${place} was not opened again: ${problem}. /connect ${place} goes there`;
    const there = this.#entered;
    if (there === undefined) this.#unsaid.push(line);
    else this.#notice(there.id, line);
    return problem;
  }

  /** Opens the form that asks for a server. */
  async askForServer(): Promise<void> {
    const servers = await this.#memory.servers();
    const form = newForm({ servers });
    this.#options.dispatch({ kind: "open-form", serverId: undefined, form });
  }

  /** `/connect`: enters a further server, or asks for its address. */
  async enterAnother(written: string | undefined): Promise<void> {
    if (written === undefined) return await this.askForServer();
    const { address, invite, register, room } = parseConnectWords(
      written,
      this.#options.placeCalled,
    );
    const place = formatPlace(address);
    const there = this.#at(address);
    // Where nobody has logged in yet, the form has been lost: it is opened anew.
    const isThere = there !== undefined && there.session.username !== "";
    if (isThere && there.session.link.state !== "ended") {
      throw new Mistake(`You are at ${place} already; Alt+K goes to its rooms`);
    }
    const username = address.username ??
      (register ? undefined : await this.#memory.lastUser(place));
    const form = newForm({ address: { place, username }, username, register, invite });
    this.#options.dispatch({ kind: "open-form", serverId: undefined, form });
    this.#wanted.set(place, { address, room });
    await this.#connect(address, { room, hasToRegister: register });
  }

  /** Does what the form wants. */
  async performForm({ effect, serverId }: Extract<Effect, { kind: "form" }>): Promise<void> {
    const known = serverId === undefined ? undefined : this.#known.get(serverId);
    switch (effect.kind) {
      case "connect":
        return await this.#connectAgain(effect.address);
      case "log-in":
        if (known !== undefined) await this.#logIn(known, effect.credentials);
        return;
      case "disconnect":
        if (known !== undefined) this.#drop(known);
        return;
      case "leave":
        this.#options.dispatch({ kind: "close-form" });
        if (known !== undefined && known.session.username === "") {
          this.#absent.delete(accountAt(known.address));
          this.#drop(known);
        }
        if (this.#known.size === 0) this.#options.lastLeft("exit");
        return;
      default:
        effect satisfies never;
    }
  }

  /** Does what the state wants of a server. */
  perform(effect: ServerEffect): void {
    this.#known.get(effect.serverId)?.session.perform(effect);
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

  #add(address: SecuredAddress, room: string | undefined): Known {
    const { ask, clock, dispatch, linkTo, loadEmoji, state, timeMs } = this.#options;
    const id = `s${this.#nextNumber++}`;
    const place = formatPlace(address);
    const session: ServerSession = new ServerSession({
      id,
      address: place,
      newLink: linkTo(address, (line) => this.#notice(id, line)),
      clock,
      timeMs,
      loadEmoji,
      state,
      dispatch,
      ask,
      leave: (goodbye, lastWord) => void this.#left(id, goodbye, lastWord),
      connect: (written) => this.#quietly(id, () => this.enterAnother(written)),
      lagIntervalMs: LAG_INTERVAL_MS,
      tokenChanged: (username) => void this.#keepToken(id, username),
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
          arranging: arrangingAt(entered),
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

  /** An address of the form: should it be one of before, it is connected to as was said then. */
  async #connectAgain(address: SecuredAddress): Promise<void> {
    const wanted = this.#wanted.get(formatPlace(address));
    const { fingerprint, tls } = wanted?.address ?? {};
    await this.#connect({
      ...address,
      ...(tls === undefined ? {} : { tls }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    }, { room: wanted?.room });
  }

  async #connect(
    address: SecuredAddress,
    { hasToRegister = false, room }: { room: string | undefined; hasToRegister?: boolean },
  ): Promise<void> {
    const before = this.#at(address);
    // What is left of an ended connection makes room for the new one; its drafts are kept.
    const isOver = before?.session.link.state === "ended" || before?.session.username === "";
    if (before !== undefined && isOver) this.#drop(before);
    const known = this.#add(address, room);
    try {
      const hello = await known.session.connect();
      if (!this.#known.has(known.session.id)) return; // given up meanwhile
      if (!hasToRegister && await this.#resumed(known)) return;
      await this.#connected(known, hello);
    } catch (error) {
      this.#failed(known, error);
    }
  }

  /** Comes back with the token of an earlier run; false when there is none that is accepted. */
  async #resumed(known: Known): Promise<boolean> {
    const { address, session } = known;
    const found = await this.#memory.tokenFor(address);
    if (found === undefined) return false;
    let welcome: Welcome;
    try {
      welcome = await session.link.takeUp(found.token);
    } catch (error) {
      if (!(error instanceof ClientFailure || error instanceof ChatError)) throw error;
      // A server that has no time for it at the moment has not refused it.
      const isRefused = error instanceof ClientFailure && error.exitCode === EXIT.refused;
      if (isRefused) {
        await this.#memory.forgetToken(address, found.username);
        this.#notice(session.id, "Your login of before has ended; log in anew");
      }
      return false;
    }
    await this.#enter(known, welcome);
    return true;
  }

  async #logIn(known: Known, credentials: FormCredentials): Promise<void> {
    const { dispatch } = this.#options;
    try {
      const welcome = await known.session.logIn(
        credentials,
        (line) => dispatch({ kind: "form", event: { kind: "notice", text: line } }),
      );
      await this.#enter(known, welcome);
    } catch (error) {
      if (error instanceof ChatError) {
        const { code, message } = error;
        this.#remember(loginRefused(error));
        dispatch({ kind: "form", event: { kind: "refused", code, message } });
        return;
      }
      this.#failed(known, error);
    }
  }

  async #enter(known: Known, welcome: Welcome): Promise<void> {
    const { entered } = this.#options;
    const place = formatPlace(known.address);
    const isFirstTime = (await this.#memory.servers()).length === 0;
    if (this.#isOpeningAgain) {
      this.#isOpeningAgain = false;
      this.#options.dispatch({ kind: "form-of", serverId: known.session.id });
    }
    await known.session.begin(welcome, { room: known.room });
    if (isFirstTime) {
      const { dispatch } = this.#options;
      dispatch({ kind: "lines", serverId: known.session.id, lines: [FIRST_HINT], tone: "event" });
    }
    if (!this.#known.has(known.session.id)) return; // given up meanwhile
    this.#inVain = undefined;
    this.#absent.delete(accountAt({ ...known.address, username: welcome.username }));
    for (const line of this.#unsaid.splice(0)) this.#notice(known.session.id, line);
    entered(known.session, place);
    await this.#memory.used(known.address, welcome.username);
  }

  /** A server that could not be connected to, or was lost before the login. */
  #failed(known: Known, error: unknown): void {
    if (!this.#known.has(known.session.id)) return;
    this.#remember(loginRefused(error));
    this.#drop(known);
    this.#options.dispatch({ kind: "form", event: { kind: "failed", message: describe(error) } });
  }

  #remember(error: unknown): void {
    if (error instanceof ClientFailure) this.#inVain = error;
  }

  #drop(known: Known): void {
    const { id } = known.session;
    this.#options.dropped(id);
    this.#known.delete(id);
    known.session.close();
    void known.session.link.leave();
    this.#options.dispatch({ kind: "server-removed", serverId: id });
  }

  async #left(id: string, goodbye: Goodbye | "disconnect", lastWord?: string): Promise<void> {
    const known = this.#known.get(id);
    if (known === undefined) return;
    if (goodbye === "exit") return this.#options.dispatch({ kind: "leave" });
    const { address, session } = known;
    if (goodbye === "logout") {
      await this.#memory.forgetToken(address, session.username);
    }
    await session.leave(goodbye === "logout" ? "logout" : "exit");
    this.#drop(known);
    const there = this.#entered;
    if (there !== undefined && lastWord !== undefined) this.#notice(there.id, lastWord);
    if (this.#known.size === 0) this.#options.lastLeft("exit", lastWord);
  }

  async #keepToken(id: string, username: string): Promise<void> {
    const known = this.#known.get(id);
    const token = known?.session.link.token;
    if (known === undefined || token === undefined) return;
    await this.#memory.keepToken(known.address, { username, token });
  }

  /** The session at this address, as this user where one is named, or as nobody yet. */
  #at({ username, ...address }: SecuredAddress): Known | undefined {
    const place = formatPlace(address);
    return [...this.#known.values()].find(({ address: other, session }) =>
      formatPlace(other) === place &&
      (username === undefined || session.username === "" || isSame(session.username, username))
    );
  }

  #warn(text: string): void {
    const { dispatch, isFormOpen } = this.#options;
    if (isFormOpen()) dispatch({ kind: "form", event: { kind: "notice", text } });
    else dispatch({ kind: "hint", text });
  }

  #quietly(id: string, run: () => Promise<void>): void {
    run().catch((error) => {
      const lines = [printable(describe(error))];
      this.#options.dispatch({ kind: "lines", serverId: id, lines, tone: "warning" });
    });
  }

  #notice(id: string, line: string): void {
    const { dispatch, isFormOpen } = this.#options;
    if (isFormOpen()) dispatch({ kind: "form", event: { kind: "notice", text: line } });
    else dispatch({ kind: "lines", serverId: id, lines: [printable(line)], tone: "event" });
  }
}

/** Tells accounts apart: two of them may be at one server. */
function accountAt(address: SecuredAddress): string {
  return `${foldUsername(address.username ?? "")}@${formatPlace(address)}`;
}
