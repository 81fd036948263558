/** Who asks with a token: found out at every request, so that a token that was revoked is one no more. */
import { Buffer } from "node:buffer";
import { BoundedMap } from "../../../protocol/bounded_map.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { hashToken } from "../../accounts/tokens.ts";
import { noteLoginFailure } from "../../commands/account/login_failure.ts";
import type { Dispatcher } from "../../commands/dispatcher.ts";
import type { Services } from "../../commands/services.ts";
import type { AnswerOf } from "../../journal/queries.ts";
import { SERVER } from "../../journal/actors.ts";
import { callerOf, pacedOf, type Visit } from "./visit.ts";

/** Tokens that were right a moment ago. */
const MAX_REMEMBERED = 20_000;

/** How often it is noted that a token is in use, in milliseconds. */
const NOTE_EVERY_MS = 60 * 60 * 1_000;

/** What a request to log in with a token looks like, for its rate. */
const LOGIN = {
  action: "login",
  ref: undefined,
  username: undefined,
  password: undefined,
  token: undefined,
  code: undefined,
  certificate: undefined,
  new_password: undefined,
  device: undefined,
} as const;

/** Whose a token is. */
export type Bearer = AnswerOf<"bearer">;

/** Finds out whose tokens are, for everything that is asked over HTTP. */
export class Bearers {
  readonly #services: Services;
  readonly #dispatcher: Dispatcher;
  /** When the use of a token was noted last, by what it is stored as. */
  readonly #known = new BoundedMap<string, number>(MAX_REMEMBERED);

  constructor(services: Services, dispatcher: Dispatcher) {
    this.#services = services;
    this.#dispatcher = dispatcher;
  }

  /**
   * Whose the token is, as of now. Whoever comes with one that was not right a moment ago goes at the
   * pace of logins.
   *
   * @throws {ChatError} `bad_credentials`, `account_banned`, `slow_down`, `busy`.
   */
  async find(visit: Visit, token: string): Promise<Bearer> {
    const { elapsed, journal, now } = this.#services;
    const tokenHash = hashToken(token);
    const key = Buffer.from(tokenHash).toString("base64");
    const notedMs = this.#known.get(key);
    if (notedMs === undefined) await this.#atPaceOfLogins(visit);
    try {
      const bearer = await journal.query("bearer", { tokenHash, clockMs: now() });
      const isNoted = notedMs !== undefined && elapsed() - notedMs < NOTE_EVERY_MS;
      this.#known.set(key, isNoted ? notedMs : elapsed());
      if (!isNoted) this.#noteUse(bearer);
      return bearer;
    } catch (error) {
      // Whoever is refused, also one who is banned, goes at the pace of logins the next time.
      if (error instanceof ChatError && error.code !== "busy") this.#known.delete(key);
      if (error instanceof ChatError && error.code === "bad_credentials") {
        this.#noteWrongToken(visit);
      }
      throw error;
    }
  }

  /** Sessions that nobody uses end; nothing is refused because this could not be stored. */
  #noteUse({ account, session }: Bearer): void {
    this.#services.journal.append("seen", { actor: SERVER, account, session }).catch(() => {});
  }

  async #atPaceOfLogins(visit: Visit): Promise<void> {
    await visit.pace();
    const pace = this.#dispatcher.pace(pacedOf(visit), LOGIN);
    if (pace instanceof ChatError) throw pace;
    if (pace > 0) await this.#services.delay(pace, visit.ended);
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
export function bearerIn({ head }: Pick<Visit, "head">): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(head.fields.get("authorization") ?? "")?.[1];
}
