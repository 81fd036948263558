/** Who asks for files: found out at every request, by a token in a field or in a cookie. */
import { BoundedMap } from "../../../protocol/bounded_map.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { TokenBucket } from "../../base/token_bucket.ts";
import type { Services } from "../../commands/services.ts";
import { MAX_DELAY_MS } from "../../limits/rates.ts";
import { bearerIn, type Bearers } from "../web/bearers.ts";
import { tokenIn } from "../web/cookies.ts";
import type { Visit } from "../web/visit.ts";

/** Accounts whose rate is remembered. */
const MAX_REMEMBERED = 20_000;

/** Finds out who asks. */
export class Visitors {
  readonly #services: Services;
  readonly #bearers: Bearers;
  readonly #rates = new BoundedMap<number, TokenBucket>(MAX_REMEMBERED);

  constructor(services: Services, bearers: Bearers) {
    this.#services = services;
    this.#bearers = bearers;
  }

  /**
   * The account that a request comes from, once it is its turn.
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
    const { account } = await this.#bearers.find(visit, token);
    await this.#atPaceOf(account, visit);
    return account;
  }

  async #atPaceOf(account: number, visit: Visit): Promise<void> {
    if (visit.bucket === undefined) return;
    const { delay, elapsed, files: { limits }, rateShares } = this.#services;
    const bucket = this.#rates.get(account) ?? new TokenBucket(limits.requestRate, elapsed());
    this.#rates.set(account, bucket);
    rateShares?.used(account);
    const cost = bucket.atMost(rateShares?.of(account) ?? 1);
    const waitMs = bucket.waitMs(elapsed(), cost);
    if (waitMs > MAX_DELAY_MS) {
      const retryAfterSeconds = Math.ceil(waitMs / 1_000);
      throw new ChatError("slow_down", undefined, { retryAfterSeconds });
    }
    const delayMs = bucket.take(elapsed(), cost);
    if (delayMs > 0) await delay(delayMs, visit.ended);
  }
}
