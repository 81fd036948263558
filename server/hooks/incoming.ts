/** Hooks that let programs in: who knocks, how often they may, and what becomes of what they bring. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import { ChatError } from "../../protocol/errors.ts";
import { MAX_TEXT_BYTES } from "../../protocol/limits.ts";
import { hashToken } from "../accounts/tokens.ts";
import { TokenBucket } from "../base/token_bucket.ts";
import { SERVER } from "../journal/actors.ts";
import type { StorageLimits } from "../journal/files/storage_limits.ts";
import type { Journal } from "../journal/journal.ts";
import type { HookIn } from "../journal/read/hooks.ts";
import { type Delivery, HookRefusal } from "./in/delivery.ts";
import { deliveryName, recognise } from "./in/recognise.ts";
import { isSigned } from "./in/signature.ts";
import { shortened } from "./in/words.ts";

/** Hooks whose pace is remembered; those that were used longest ago are forgotten. */
const MAX_HOOKS = 10_000;

/** Most requests whose bodies are being read or looked at at once: each may have a mebibyte. */
const MAX_AT_ONCE = 32;

/** Most of them for one hook: whoever sends slowly keeps nobody else waiting. */
const MAX_AT_ONCE_OF_HOOK = 4;

/** What it works with. */
export interface IncomingHooksOptions {
  journal: Pick<Journal, "append" | "query">;
  storageLimits(): StorageLimits;
  /** Whether hooks are held to their rates. */
  hasLimits: boolean;
  /** Milliseconds of a clock that only goes forward. */
  elapsed(): number;
}

/** What is asked before anything of a body is read. */
export class IncomingHooks {
  readonly #options: IncomingHooksOptions;
  readonly #buckets = new BoundedMap<number, TokenBucket>(MAX_HOOKS);
  /** How many requests are being read, by their hooks. */
  readonly #underWay = new Map<number, number>();

  constructor(options: IncomingHooksOptions) {
    this.#options = options;
  }

  /**
   * Takes a request for the hook of a token; `read` reads its body, which is only done for a hook that
   * there is and that may go on.
   *
   * @throws {HookRefusal}; what `read` throws.
   */
  async take(
    token: string,
    { headers, read }: { headers: Delivery["headers"]; read(): Promise<Uint8Array> },
  ): Promise<void> {
    const { journal } = this.#options;
    const tokenHash = hashToken(token);
    const hook = await journal.query("hook_in", { tokenHash }).catch(refuse);
    if (hook === undefined) throw new HookRefusal("no_service");
    if (hook.isEncrypted) throw new HookRefusal("action_prohibited");
    this.#pace(hook);
    const own = this.#underWay.get(hook.hook) ?? 0;
    const all = this.#underWay.values().reduce((sum, count) => sum + count, 0);
    if (own >= MAX_AT_ONCE_OF_HOOK || all >= MAX_AT_ONCE) {
      throw new HookRefusal("rollup_error", { retryAfterS: 1 });
    }
    this.#underWay.set(hook.hook, own + 1);
    try {
      await this.#say(hook, { headers, body: await read() });
    } finally {
      const left = (this.#underWay.get(hook.hook) ?? 1) - 1;
      if (left > 0) this.#underWay.set(hook.hook, left);
      else this.#underWay.delete(hook.hook);
    }
  }

  #pace({ hook, perMinute }: HookIn): void {
    if (!this.#options.hasLimits) return;
    const nowMs = this.#options.elapsed();
    const size = { burst: perMinute, perSecond: perMinute / 60 };
    const bucket = this.#buckets.get(hook) ?? new TokenBucket(size, nowMs);
    this.#buckets.set(hook, bucket);
    const waitMs = bucket.tryTake(nowMs);
    if (waitMs === 0) return;
    throw new HookRefusal("rate_limited", { retryAfterS: Math.ceil(waitMs / 1_000) });
  }

  async #say({ hook, secret }: HookIn, delivery: Delivery): Promise<void> {
    if (secret !== "" && !isSigned(delivery, secret)) throw new HookRefusal("invalid_signature");
    const { text, group, isQuiet } = recognise(delivery);
    if (isQuiet) return;
    const { journal, storageLimits } = this.#options;
    const limits = storageLimits();
    await journal.append("say_hook", {
      actor: SERVER,
      hook,
      text: shortened(text, limits.textBytes ?? MAX_TEXT_BYTES),
      group,
      replyTo: undefined,
      nonce: deliveryName(delivery.headers),
      limits,
    }).catch(refuse);
  }
}

/** What the journal refuses, in words that senders know. */
function refuse(cause: unknown): never {
  if (!(cause instanceof ChatError)) throw cause;
  const { retryAfterSeconds } = cause;
  const after = retryAfterSeconds === undefined ? {} : { retryAfterS: retryAfterSeconds };
  switch (cause.code) {
    // It was revoked while its last message was on its way.
    case "no_such_hook":
      throw new HookRefusal("no_service", { cause });
    case "encryption_required":
    case "filtered":
      throw new HookRefusal("action_prohibited", { cause });
    case "empty_text":
      throw new HookRefusal("no_text", { cause });
    case "quota_exceeded":
    case "slow_down":
      throw new HookRefusal("rate_limited", { cause, ...after });
    default:
      throw new HookRefusal("rollup_error", { cause, retryAfterS: retryAfterSeconds ?? 5 });
  }
}
