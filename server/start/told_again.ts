/** What a running server takes over when it is told again what it was told at its start. */
import { plainReason } from "../base/plain_reason.ts";
import type { Log } from "../base/log.ts";
import type { Journal } from "../journal/journal.ts";
import { setAdmission } from "./prepare.ts";
import { isLiveLimit, type LiveLimits } from "./live_limits.ts";
import type { ServeOptions } from "./serve_options.ts";

/** The settings that a running server takes over besides limits; all others wait for the next start. */
const TAKEN_OVER: ReadonlySet<string> = new Set([
  "default-rooms",
  "description",
  "log-level",
  "motd",
  "name",
  "registration",
]);

/** What is in the first line of each connection. */
type Texts = Pick<ServeOptions, "description" | "motd" | "name">;

/** What is told again besides the texts. */
export interface ToldAgainContext {
  journal: Journal;
  limits: Pick<LiveLimits, "take">;
  log: Log;
}

/** Holds what may change. */
export class ToldAgain {
  readonly #context: ToldAgainContext;
  #texts: Texts;
  /** What was changed and could not be taken over: it is tried again with the next change. */
  readonly #missed = new Set<string>();

  constructor(texts: Texts, context: ToldAgainContext) {
    this.#texts = texts;
    this.#context = context;
  }

  /** What is said to new connections from now on. */
  get texts(): Texts {
    return this.#texts;
  }

  /** Reads everything again, takes over what can be, and logs that. Never rejects. */
  async again(
    readAgain: () => { options: ServeOptions; changed: readonly string[] },
  ): Promise<void> {
    const { journal, limits, log } = this.#context;
    try {
      const { options, changed: now } = readAgain();
      const changed = [...new Set([...this.#missed, ...now])];
      for (const name of changed) this.#missed.add(name);
      const { defaultRooms, registration } = options;
      await setAdmission(journal, {
        defaultRooms: changed.includes("default-rooms") ? defaultRooms : undefined,
        registration: changed.includes("registration") ? registration : undefined,
      });
      this.#texts = options;
      limits.take(options);
      log.level = options.logLevel;
      for (const name of changed) this.#missed.delete(name);
      if (changed.length === 0) return;
      log.write({
        event: "reloaded",
        changed: changed.filter(isTakenOver),
        waiting: changed.filter((name) => !isTakenOver(name)),
      });
    } catch (error) {
      log.write({
        event: "error",
        message: `The configuration stays as it was: ${plainReason(error)}`,
      });
    }
  }
}

function isTakenOver(name: string): boolean {
  return TAKEN_OVER.has(name) || isLiveLimit(name);
}
