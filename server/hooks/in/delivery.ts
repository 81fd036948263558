/** What comes to a hook, what is understood of it, and why it is refused. */
import type { HookGroup } from "../../journal/write/hooks/hook_messages.ts";

/** A request to a hook. */
export interface Delivery {
  /** Header fields by their names in lower case. */
  headers: ReadonlyMap<string, string>;
  body: Uint8Array;
}

/** What is said of it in the room. */
export interface Recognised {
  /** Light Markdown. */
  text: string;
  /** Whether it is understood and not worth a line: nothing is said then. */
  isQuiet?: true;
  /** What it belongs to, when the same sender says more of the same later. */
  group?: HookGroup;
}

/** An event that nobody needs to read of. */
export const QUIET: Recognised = { text: "", isQuiet: true };

/** Reads one sender's JSON; undefined when it is not from that sender. */
export type Recogniser = (
  payload: Readonly<Record<string, unknown>>,
  headers: ReadonlyMap<string, string>,
) => Recognised | undefined;

/** What a hook answers when it takes nothing, in the words of Slack where it has one. */
export type RefusalWord =
  | "action_prohibited"
  | "invalid_payload"
  | "invalid_signature"
  | "no_service"
  | "no_text"
  | "rate_limited"
  | "rollup_error";

const STATUSES: Readonly<Record<RefusalWord, number>> = {
  action_prohibited: 403,
  invalid_payload: 400,
  invalid_signature: 403,
  no_service: 404,
  no_text: 400,
  rate_limited: 429,
  rollup_error: 503,
};

/** A hook takes nothing of a request. */
export class HookRefusal extends Error {
  override readonly name = "HookRefusal";
  readonly word: RefusalWord;
  /** After how many seconds it makes sense to try again. */
  readonly retryAfterS: number | undefined;

  constructor(word: RefusalWord, options: ErrorOptions & { retryAfterS?: number } = {}) {
    super(word, options);
    this.word = word;
    this.retryAfterS = options.retryAfterS;
  }

  /** The status that goes with it (RFC 9110, section 15). */
  get status(): number {
    return STATUSES[this.word];
  }
}
