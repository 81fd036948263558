/** What is remembered of logins from one run to the next: servers, accounts, tokens; never passwords. */
import { printable } from "../../../protocol/text/printable.ts";
import type { ResumeToken, ResumeTokens, TokenPlace } from "../../login/resume_tokens.ts";
import type { RememberedServer, ServerList } from "../../login/server_list.ts";
import { formatPlace, type SecuredAddress } from "../../net/address.ts";
import { describe } from "../../wording/describe.ts";

/** What it works with. */
export interface LoginMemoryOptions {
  tokens: ResumeTokens;
  list: ServerList;
  /** Whether connections are encrypted of which nobody says otherwise. */
  isEncrypted: boolean;
  /** Says, once, what cannot be read or kept; harmless. */
  warn: (text: string) => void;
}

/** Nothing of it throws: what cannot be read or kept is no reason not to talk. */
export class LoginMemory {
  readonly #options: LoginMemoryOptions;
  readonly #warned = new Set<string>();

  constructor(options: LoginMemoryOptions) {
    this.#options = options;
  }

  /** The servers, the last one first. */
  async servers(): Promise<RememberedServer[]> {
    return await this.#kept(() => this.#options.list.all()) ?? [];
  }

  /** Who was at a server last. */
  async lastUser(place: string): Promise<string | undefined> {
    return (await this.servers()).find((server) => server.place === place)?.username;
  }

  /** Somebody is at a server. */
  async used(address: SecuredAddress, username: string): Promise<void> {
    await this.#kept(() => this.#options.list.used(formatPlace(address), username));
  }

  /** With what to come back. */
  async tokenFor(address: SecuredAddress): Promise<ResumeToken | undefined> {
    return await this.#kept(() => this.#options.tokens.find(this.#at(address), address.username));
  }

  /** There is a new token. */
  async keepToken(address: SecuredAddress, token: ResumeToken): Promise<void> {
    await this.#kept(() => this.#options.tokens.keep(this.#at(address), token));
  }

  /** The token was revoked or refused. */
  async forgetToken(address: SecuredAddress, username: string): Promise<void> {
    await this.#kept(() => this.#options.tokens.forget(this.#at(address), username));
  }

  async #kept<T>(run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      const text = printable(describe(error));
      if (!this.#warned.has(text)) this.#options.warn(text);
      this.#warned.add(text);
      return undefined;
    }
  }

  #at({ tls = this.#options.isEncrypted, ...address }: SecuredAddress): TokenPlace {
    return { place: formatPlace(address), isEncrypted: tls };
  }
}
