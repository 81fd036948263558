/** Somebody at a terminal without the terminal: a sealed link over real sockets, and what it has told. */
import { systemClock } from "../../client/base/clock.ts";
import type { KeyNews } from "../../client/link/key_news.ts";
import { openServer } from "../../client/link/open.ts";
import type { KeyHome } from "../../client/sealing/key_home.ts";
import { keysInFolder } from "../../client/sealing/keys_folder.ts";
import { SealedLink } from "../../client/sealing/sealed_link.ts";
import type { Marked } from "../../client/wording/marked.ts";
import type { ChangeEvent } from "../../client/wording/change_text.ts";
import type { Message } from "../../protocol/records.ts";
import { within } from "./deadline.ts";
import { PASSWORD, TemporaryFolder } from "./test_server.ts";

/** How somebody comes in. */
export interface SealedUserOptions {
  /** The config folder. @default one of its own */
  folder?: string;
  /** @default true */
  isPerson?: boolean;
  /** Whether lines are shown as they come, as scripts see them. @default true */
  showsLines?: boolean;
  /** Whether there is an account already. @default false */
  isKnown?: boolean;
  /** Whether the first login makes keys. @default true */
  beginsUnasked?: boolean;
  /** Whether the code of these keys waits until it is wanted. @default false */
  holdsCode?: boolean;
  /** Where the keys are kept. @default files in the config folder */
  keys?: KeyHome;
}

/** Where a server is found. */
type SealedServer = { readonly port: number };

export class SealedUser implements AsyncDisposable {
  readonly messages: Marked[] = [];
  readonly changes: ChangeEvent[] = [];
  readonly amended: Marked[] = [];
  readonly news: KeyNews[] = [];
  /** Lines that scripts are shown. */
  readonly lines: string[] = [];
  readonly standings = new Map<string, string>();
  readonly folder: string;
  readonly link: SealedLink;
  readonly #own: TemporaryFolder | undefined;
  #wake: (() => void)[] = [];

  private constructor(
    server: SealedServer,
    { beginsUnasked = true, folder, holdsCode = false, isPerson = true, keys, showsLines = true }:
      SealedUserOptions,
  ) {
    this.#own = folder === undefined ? new TemporaryFolder() : undefined;
    this.folder = folder ?? this.#own?.path ?? "";
    const place = { username: undefined, host: "127.0.0.1", port: server.port };
    this.link = new SealedLink({
      open: (observer) =>
        openServer({ place, judge: undefined, clock: systemClock, refPrefix: "test-", observer }),
      observer: {
        isPerson,
        message: (message) => this.#saw(() => this.messages.push(message)),
        change: (event) => this.#saw(() => this.changes.push(event)),
        amend: (message) => this.#saw(() => this.amended.push(message)),
        event: () => this.#saw(() => {}),
        ...(showsLines ? { line: (line) => this.#saw(() => this.lines.push(line)) } : {}),
        lost() {},
        back: () => this.#saw(() => {}),
        restored() {},
        caughtUp() {},
        stale() {},
        unknown() {},
        changed: () => this.#saw(() => {}),
        settled: () => Promise.resolve(),
        keys: (news) => this.#saw(() => this.news.push(news)),
        standing: (other, text) => this.#saw(() => this.standings.set(other, text)),
      },
      clock: systemClock,
      random: Math.random,
      newNonce: () => crypto.randomUUID(),
      device: "a test",
      keys: keys ?? keysInFolder({ folder: this.folder, place: `127.0.0.1:${server.port}` }),
      beginsUnasked,
      holdsCode,
    });
  }

  /** Connects without logging in. */
  static async connects(
    server: SealedServer,
    options: SealedUserOptions = {},
  ): Promise<SealedUser> {
    const user = new SealedUser(server, options);
    await user.link.connect();
    return user;
  }

  /** Registers, or logs in; a person has its keys when this resolves. */
  static async enters(
    server: SealedServer,
    username: string,
    options: SealedUserOptions = {},
  ): Promise<SealedUser> {
    const user = await SealedUser.connects(server, options);
    const register = options.isKnown !== true;
    await user.link.logIn({ username, password: PASSWORD, register });
    user.link.begin();
    const isBegun = options.isPerson !== false && options.beginsUnasked !== false;
    if (register && isBegun && options.holdsCode === true) await user.hears("code_waits");
    else if (register && isBegun) await user.until(() => user.codes[0]);
    return user;
  }

  /** Recovery codes that were shown. */
  get codes(): string[] {
    return this.news.filter(({ kind }) => kind === "recovery_code")
      .map(({ lines }) => lines[1]?.trim() ?? "");
  }

  /** What `look` finds as soon as it finds something. */
  async until<Found>(look: () => Found | undefined): Promise<Found> {
    return await within(this.#until(look), "nothing was told");
  }

  async #until<Found>(look: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** The message with this text, when it is there. */
  async reads(text: string): Promise<Message> {
    return await this.until(() => this.messages.find((message) => message.text === text));
  }

  /** News of this kind, when it is there. */
  async hears(kind: string): Promise<KeyNews> {
    return await this.until(() => this.news.find((news) => news.kind === kind));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.link.leave();
    this.#own?.[Symbol.dispose]();
  }

  #saw(keep: () => void): void {
    keep();
    for (const wake of this.#wake.splice(0)) wake();
  }
}
