/** How servers are entered: connected to, and logged in at with a token or what the form says. */
import { ChatError } from "../../../protocol/errors.ts";
import type { HelloEvent } from "../../../protocol/events.ts";
import { ClientFailure, EXIT } from "../../base/failure.ts";
import { Mistake } from "../../commands/parts/mistake.ts";
import type { Welcome } from "../../link/login.ts";
import { loginRefused } from "../../login/session.ts";
import { formatPlace, type SecuredAddress } from "../../net/address.ts";
import { parseConnectWords } from "../../net/connect_words.ts";
import type { Key } from "../../terminal/input/key.ts";
import { describe } from "../../wording/describe.ts";
import { type FormCredentials, newForm } from "../form/login_form.ts";
import type { Action } from "../state/action.ts";
import type { LoginMemory } from "./login_memory.ts";
import type { Notices } from "./notices.ts";
import type { Known, Sessions } from "./sessions.ts";

/** Shown once to who has never used the full screen. */
const FIRST_HINT = "F1 shows all keys and commands, Alt+K goes places";

const ENTER: Key = { name: "return", ctrl: false, alt: false, shift: false, text: "" };

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
export interface EntranceOptions {
  sessions: Sessions;
  memory: LoginMemory;
  notices: Notices;
  dispatch: (action: Action) => void;
  /** What stands for the name of a server; itself when it is none. */
  placeCalled: (word: string) => string;
  /** Somebody is let in, and everything of the server is about to come. */
  letIn: (known: Known) => void;
  /** Everything of the server is there. */
  entered: (known: Known, username: string) => void;
}

/** Every attempt says in the form what became of it. */
export class Entrance {
  readonly #options: EntranceOptions;
  /** How servers were asked for with `/connect`, by their places. */
  readonly #wanted = new Map<string, Pick<Known, "address" | "room">>();
  #inVain: ClientFailure | undefined;

  constructor(options: EntranceOptions) {
    this.#options = options;
  }

  /** Why the last attempt to get in was in vain; `undefined` after one that was not. */
  get inVain(): ClientFailure | undefined {
    return this.#inVain;
  }

  /**
   * Enters the first server, with what the command line says.
   *
   * @throws {ClientFailure} when it cannot be connected to.
   */
  async first({ address, invite, password, register, room }: FirstServer): Promise<void> {
    const { dispatch, memory, sessions } = this.#options;
    const place = formatPlace(address);
    const form = newForm({
      address: { place, username: address.username },
      username: address.username ?? (register ? undefined : await memory.lastUser(place)),
      password,
      register,
      invite,
    });
    const known = sessions.add(address, room);
    dispatch({ kind: "open-form", serverId: known.session.id, form });
    try {
      const hello = await known.session.connect();
      if (password === undefined && !register && await this.resumed(known)) return;
      await this.connected(known, hello);
    } catch (error) {
      throw loginRefused(error);
    }
    // Whoever has said everything already does not want to press Enter.
    if (address.username !== undefined && password !== undefined) {
      dispatch({ kind: "key", key: ENTER });
    }
  }

  /** Opens the form that asks for a server. */
  async askForServer(): Promise<void> {
    const { dispatch, memory } = this.#options;
    const form = newForm({ servers: await memory.servers() });
    dispatch({ kind: "open-form", serverId: undefined, form });
  }

  /** `/connect`: enters a further server, or asks for its address. @throws {Mistake} */
  async another(written: string | undefined): Promise<void> {
    if (written === undefined) return await this.askForServer();
    const { dispatch, memory, placeCalled, sessions } = this.#options;
    const { address, invite, register, room } = parseConnectWords(written, placeCalled);
    const place = formatPlace(address);
    const there = sessions.at(address);
    // Where nobody has logged in yet, the form has been lost: it is opened anew.
    const isThere = there !== undefined && there.session.username !== "";
    if (isThere && there.session.link.state !== "ended") {
      throw new Mistake(`You are at ${place} already; Alt+K goes to its rooms`);
    }
    const username = address.username ?? (register ? undefined : await memory.lastUser(place));
    const form = newForm({ address: { place, username }, username, register, invite });
    dispatch({ kind: "open-form", serverId: undefined, form });
    this.#wanted.set(place, { address, room });
    await this.#connect(address, { room, hasToRegister: register });
  }

  /** An address of the form: should it be one of before, what was said then and not now holds. */
  async fromForm(address: SecuredAddress, room: string | undefined): Promise<void> {
    const place = formatPlace(address);
    const wanted = this.#wanted.get(place);
    const { fingerprint, tls } = wanted?.address ?? {};
    const secured = {
      ...(tls === undefined ? {} : { tls }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
    };
    const whole = address.tls === undefined ? { ...address, ...secured } : address;
    this.#wanted.set(place, { address: whole, room: room ?? wanted?.room });
    await this.#connect(whole, { room: room ?? wanted?.room });
  }

  /** Logs in with what the form says. */
  async logIn(known: Known, credentials: FormCredentials): Promise<void> {
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

  /** The form asks for the account, and at a new server whether there is one. */
  async connected({ address }: Known, hello: HelloEvent): Promise<void> {
    const { dispatch, memory } = this.#options;
    const place = formatPlace(address);
    const isNew = !(await memory.servers()).some((server) => server.place === place);
    dispatch({ kind: "form", event: { kind: "connected", hello, isNew } });
  }

  /** Comes back with the token of an earlier run; false when there is none that is accepted. */
  async resumed(known: Known): Promise<boolean> {
    const { memory, notices } = this.#options;
    const { address, session } = known;
    const found = await memory.tokenFor(address);
    if (found === undefined) return false;
    let welcome: Welcome;
    try {
      welcome = await session.link.takeUp(found.token);
    } catch (error) {
      if (!(error instanceof ClientFailure || error instanceof ChatError)) throw error;
      // A server that has no time for it at the moment has not refused it.
      const isRefused = error instanceof ClientFailure && error.exitCode === EXIT.refused;
      if (isRefused) {
        await memory.forgetToken(address, found.username);
        notices.at(session.id, "Your login of before has ended; log in anew");
      }
      return false;
    }
    await this.#enter(known, welcome);
    return true;
  }

  async #connect(
    address: SecuredAddress,
    { hasToRegister = false, room }: { room: string | undefined; hasToRegister?: boolean },
  ): Promise<void> {
    const { sessions } = this.#options;
    const before = sessions.at(address);
    // What is left of an ended connection makes room for the new one; its drafts are kept.
    const isOver = before?.session.link.state === "ended" || before?.session.username === "";
    if (before !== undefined && isOver) sessions.drop(before);
    const known = sessions.add(address, room);
    try {
      const hello = await known.session.connect();
      if (!sessions.has(known)) return; // given up meanwhile
      if (!hasToRegister && await this.resumed(known)) return;
      await this.connected(known, hello);
    } catch (error) {
      this.#failed(known, error);
    }
  }

  async #enter(known: Known, welcome: Welcome): Promise<void> {
    const { dispatch, entered, letIn, memory, sessions } = this.#options;
    const { id } = known.session;
    const isFirstTime = (await memory.servers()).length === 0;
    letIn(known);
    await known.session.begin(welcome, { room: known.room });
    if (isFirstTime) dispatch({ kind: "lines", serverId: id, lines: [FIRST_HINT], tone: "event" });
    if (!sessions.has(known)) return; // given up meanwhile
    this.#inVain = undefined;
    entered(known, welcome.username);
    await memory.used(known.address, welcome.username);
  }

  /** A server that could not be connected to, or was lost before the login. */
  #failed(known: Known, error: unknown): void {
    const { dispatch, sessions } = this.#options;
    if (!sessions.has(known)) return;
    this.#remember(loginRefused(error));
    sessions.drop(known);
    dispatch({ kind: "form", event: { kind: "failed", message: describe(error) } });
  }

  #remember(error: unknown): void {
    if (error instanceof ClientFailure) this.#inVain = error;
  }
}
