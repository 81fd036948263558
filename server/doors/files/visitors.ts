/** Who asks for files: found out at every request, by a token in a field or in a cookie. */
import { Buffer } from "node:buffer";
import { BoundedMap } from "../../../protocol/bounded_map.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { hashToken } from "../../accounts/tokens.ts";
import { TokenBucket } from "../../base/token_bucket.ts";
import { noteLoginFailure } from "../../commands/account/login_failure.ts";
import type { Dispatcher } from "../../commands/dispatcher.ts";
import type { Services } from "../../commands/services.ts";
import { MAX_DELAY_MS } from "../../limits/rates.ts";
import { tokenIn } from "../web/cookies.ts";
import { callerOf, pacedOf, type Visit } from "../web/visit.ts";

/** Tokens that were right a moment ago, and accounts whose rate is remembered. */
const MAX_REMEMBERED = 20_000;

/** What a request to log in with a token looks like, for its rate. */
const LOGIN = {
  action: "login",
  ref: undefined,
  username: undefined,
  password: undefined,
  token: undefined,
  code: undefined,
  new_password: undefined,
  device: undefined,
} as const;

/** Finds out who asks. */
export class Visitors {
  readonly #services: Services;
  readonly #dispatcher: Dispatcher;
  readonly #known = new BoundedMap<string, true>(MAX_REMEMBERED);
  readonly #rates = new BoundedMap<number, TokenBucket>(MAX_REMEMBERED);

  constructor(services: Services, dispatcher: Dispatcher) {
    this.#services = services;
    this.#dispatcher = dispatcher;
  }

  /**
   * The account that a request comes from, once it is its turn. Whoever comes with a token that was not
   * right a moment ago goes at the pace of logins.
   *
   * @throws {ChatError} `login_required`, `bad_credentials`, `account_banned`, `slow_down`, `busy`.
   */
  async accountOf(visit: Visit, { takesCookies }: { takesCookies: boolean }): Promise<number> {
    const token = bearerIn(visit) ??
      (takesCookies ? tokenIn(visit.head.fields.get("cookie"), visit.isSecure) : undefined);
    if (token === undefined) {
      await visit.pace();
      throw new ChatError("login_required");
    }
    const { journal, now } = this.#services;
    const tokenHash = hashToken(token);
    const key = Buffer.from(tokenHash).toString("base64");
    if (!this.#known.has(key)) await this.#atPaceOfLogins(visit);
    try {
      const { account } = await journal.query("bearer", { tokenHash, clockMs: now() });
      this.#known.set(key, true);
      await this.#atPaceOf(account, visit);
      return account;
    } catch (error) {
      if (error instanceof ChatError && error.code === "bad_credentials") {
        this.#known.delete(key);
        this.#noteWrongToken(visit);
      }
      throw error;
    }
  }

  async #atPaceOfLogins(visit: Visit): Promise<void> {
    await visit.pace();
    const pace = this.#dispatcher.pace(pacedOf(visit), LOGIN);
    if (pace instanceof ChatError) throw pace;
    if (pace > 0) await this.#services.delay(pace, visit.ended);
  }

  async #atPaceOf(account: number, visit: Visit): Promise<void> {
    if (visit.bucket === undefined) return;
    const { delay, elapsed, files: { limits } } = this.#services;
    const bucket = this.#rates.get(account) ?? new TokenBucket(limits.requestRate, elapsed());
    this.#rates.set(account, bucket);
    const waitMs = bucket.waitMs(elapsed());
    if (waitMs > MAX_DELAY_MS) {
      const retryAfterSeconds = Math.ceil(waitMs / 1_000);
      throw new ChatError("slow_down", undefined, { retryAfterSeconds });
    }
    const delayMs = bucket.take(elapsed());
    if (delayMs > 0) await delay(delayMs, visit.ended);
  }

  #noteWrongToken(visit: Visit): void {
    const { elapsed, loginThrottle } = this.#services;
    loginThrottle?.wrongToken(visit.address, elapsed());
    const failure = { username: "", detail: "wrong token" };
    noteLoginFailure(failure, { caller: callerOf(visit), services: this.#services });
    if (visit.bucket !== undefined && visit.manners.refused(elapsed())) {
      visit.manners.isFlooding = true;
    }
  }
}

/** The token of an `Authorization` field (RFC 6750). */
function bearerIn({ head }: Visit): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(head.fields.get("authorization") ?? "")?.[1];
}
