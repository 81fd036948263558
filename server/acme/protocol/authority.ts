/** Speaks with an authority: its directory, nonces, and signed requests (RFC 8555, sections 6 and 7.1). */
import { AcmeError } from "../acme_error.ts";
import type { AccountKey } from "./account_key.ts";
import { checkedUrl } from "./authority_url.ts";
import { type Answer, boundedRequest } from "./bounded_request.ts";
import { isRecord, parseJson, textOf } from "./fields.ts";
import { refusalOf } from "./problem.ts";

/** How often a request is sent again because its nonce was not taken. */
const NONCE_TRIES = 10;

/** No nonce is longer; it goes back as it came. */
const NONCE = /^[A-Za-z0-9_-]{1,512}$/;

/** What an authority says of itself. */
export interface Directory {
  newNonce: string;
  newAccount: string;
  newOrder: string;
  /** Where it says when to renew (RFC 9773); undefined where it does not. */
  renewalInfo: string | undefined;
  termsOfService: string | undefined;
}

/** Who signs: the key alone before there is an account, with its address afterwards. */
export interface Signer {
  key: AccountKey;
  account?: string | undefined;
}

/** Options of an {@linkcode Authority}. */
export interface AuthorityOptions {
  directoryUrl: string;
  /** Certificates in PEM of those who vouch for its own TLS. @default everybody's */
  roots?: readonly string[] | undefined;
  /** Current time in milliseconds. */
  now(): number;
  /** Gives up everything. */
  signal: AbortSignal;
}

/** An answer that is no refusal. */
export interface Granted {
  /** What was in it, when that is JSON with fields; nothing otherwise. */
  fields: Record<string, unknown>;
  answer: Answer;
}

/** One authority, for as long as something is wanted of it. */
export class Authority implements Disposable {
  readonly #options: AuthorityOptions;
  readonly #client: Deno.HttpClient;
  #directory: Directory | undefined;
  #nonce: string | undefined;

  constructor(options: AuthorityOptions) {
    this.#options = options;
    const { roots } = options;
    this.#client = Deno.createHttpClient(roots === undefined ? {} : { caCerts: [...roots] });
  }

  /** What it says of itself; asked for once. */
  async directory(): Promise<Directory> {
    if (this.#directory !== undefined) return this.#directory;
    const { fields } = this.#granted(await this.#ask(this.#options.directoryUrl, "GET"));
    const meta = isRecord(fields["meta"]) ? fields["meta"] : {};
    if (meta["externalAccountRequired"] === true) {
      throw new AcmeError(
        "The authority wants an account that was opened elsewhere (external account binding), " +
          "which this server cannot use",
      );
    }
    const terms = textOf(meta["termsOfService"]);
    return this.#directory = {
      newNonce: this.checkedUrl(fields["newNonce"], "nonces"),
      newAccount: this.checkedUrl(fields["newAccount"], "accounts"),
      newOrder: this.checkedUrl(fields["newOrder"], "orders"),
      renewalInfo: fields["renewalInfo"] === undefined
        ? undefined
        : this.checkedUrl(fields["renewalInfo"], "times of renewal"),
      termsOfService: terms,
    };
  }

  /** An address that it gave, when that may be asked; throws otherwise. */
  checkedUrl(value: unknown, what: string): string {
    return checkedUrl(value, what, this.#options.directoryUrl);
  }

  /**
   * Asks with a signature; without `payload` for what is there (POST-as-GET). A nonce that is not
   * taken is replaced by the one that came with the refusal (section 6.5).
   *
   * @throws {AcmeError} for a refusal.
   */
  async post(url: string, signer: Signer, payload?: unknown): Promise<Granted> {
    const { account, key } = signer;
    const who = account === undefined ? { jwk: key.publicJwk } : { kid: account };
    for (let tries = 1;; tries++) {
      const nonce = await this.#takeNonce();
      const body = await key.sign({ ...who, nonce, url }, payload);
      const answer = await this.#ask(url, "POST", body);
      if (tries < NONCE_TRIES && this.#isBadNonce(answer)) continue;
      return this.#granted(answer);
    }
  }

  /** Asks without a signature. */
  async get(url: string): Promise<Granted> {
    return this.#granted(await this.#ask(url, "GET"));
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }

  #isBadNonce(answer: Answer): boolean {
    return answer.status >= 400 &&
      refusalOf(answer, this.#options.now()).type === "badNonce";
  }

  async #takeNonce(): Promise<string> {
    if (this.#nonce === undefined) await this.#ask((await this.directory()).newNonce, "HEAD");
    const nonce = this.#nonce;
    if (nonce === undefined) throw new AcmeError("The authority gives out no nonces");
    this.#nonce = undefined;
    return nonce;
  }

  async #ask(url: string, method: "GET" | "HEAD" | "POST", body?: string): Promise<Answer> {
    const { signal } = this.#options;
    const answer = await boundedRequest(url, { method, body, client: this.#client, signal });
    const nonce = answer.headers.get("replay-nonce") ?? "";
    if (NONCE.test(nonce)) this.#nonce = nonce;
    return answer;
  }

  #granted(answer: Answer): Granted {
    if (answer.status < 200 || answer.status > 299) throw refusalOf(answer, this.#options.now());
    const fields = parseJson(answer.text);
    return { fields: isRecord(fields) ? fields : {}, answer };
  }
}
