/** Hooks that lead out: what people say in a room is brought to where its moderators want it. */
import { ChatError } from "../../protocol/errors.ts";
import type { Committed } from "../journal/journal.ts";
import { mayBeMeant, parseEndpoint } from "../net/outbound/endpoint.ts";
import { reasonOf, type Sink } from "../publish/sinks.ts";
import { AGAIN_MS, HookLine, type LineOptions } from "./out/line.ts";
import { Turns } from "./out/turns.ts";

/** Requests under way at once: of hooks that work, and of those that have failed last. */
const MAX_AT_ONCE = 48;
const MAX_FAILING_AT_ONCE = 16;

/** Longest address. */
const MAX_URL_LENGTH = 1_000;

/** What they work with. */
export interface OutgoingHooksOptions
  extends Omit<LineOptions, "turns" | "failingTurns" | "signal"> {
  /** Whether it is this server that brings things out, of those that share the journal. */
  isKeeper(): boolean;
}

/**
 * Give its `sink` what is committed, once it has begun. Each message is brought at least once where
 * the other side takes it within three tries, and goes on after a restart from what was noted last.
 */
export class OutgoingHooks {
  readonly sink: Sink;
  readonly #options: OutgoingHooksOptions;
  readonly #closing = new AbortController();
  readonly #lines = new Map<number, HookLine>();
  readonly #turns = { turns: new Turns(MAX_AT_ONCE), failingTurns: new Turns(MAX_FAILING_AT_ONCE) };
  #loading: Promise<void> | undefined;
  #isStale = false;

  constructor(options: OutgoingHooksOptions) {
    this.#options = options;
    this.sink = { name: "hooks", take: (committed) => this.#take(committed) };
  }

  /** Looks for hooks, and brings out what was said since they were last at work. */
  begin(): void {
    this.#isStale = true;
    this.#loading ??= this.#load().catch((error: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.#options.onFailure(`Outgoing hooks cannot be read: ${reasonOf(error)}`);
      return this.#options.delay(AGAIN_MS, this.#closing.signal)
        .then(() => void (this.#isStale = true)).catch(() => {}); // the server stops
    }).finally(() => {
      this.#loading = undefined;
      // Something has changed while it was ending.
      if (this.#isStale && !this.#closing.signal.aborted) this.begin();
    });
  }

  /**
   * The address of a hook in the form in which it is kept.
   *
   * @throws {ChatError} `bad_field`.
   */
  check(url: string): string {
    const endpoint = url.length > MAX_URL_LENGTH ? undefined : parseEndpoint(url);
    if (endpoint === undefined || !mayBeMeant(endpoint, this.#options.networks)) {
      throw new ChatError(
        "bad_field",
        '"url" must be an https address out in the internet, or one in a network that ' +
          "--hook-networks allows",
      );
    }
    return endpoint.url.href;
  }

  /** Gives up what is under way; what was not noted goes out after the next start. */
  close(): void {
    this.#closing.abort(new Error("the server stops"));
    for (const line of this.#lines.values()) line.close();
  }

  #take(committed: readonly Committed[]): void {
    for (const { kind, result } of committed) {
      switch (kind) {
        case "say_room":
          this.#wakeIn(result.room.id);
          break;
        case "add_hook":
        case "revoke_hook":
        case "resume_hook":
          if (result.isOutgoing) this.begin();
          break;
        case "note_hook":
          if (result.farewell !== undefined) this.begin();
          break;
        case "delete_room":
        case "delete_account":
        case "end_account":
          if (this.#lines.size > 0) this.begin();
          break;
      }
    }
  }

  #wakeIn(room: number): void {
    if (this.#lines.size === 0) return;
    for (const line of this.#lines.values()) {
      if (line.hook.room === room) line.wake();
    }
  }

  async #load(): Promise<void> {
    while (this.#isStale && !this.#closing.signal.aborted) {
      this.#isStale = false;
      const hooks = this.#options.isKeeper()
        ? await this.#options.journal.query("hooks_out", {})
        : [];
      const there = new Set(hooks.map(({ hook }) => hook));
      for (const [hook, line] of this.#lines) {
        if (there.has(hook)) continue;
        line.close();
        this.#lines.delete(hook);
      }
      for (const hook of hooks) {
        if (this.#lines.has(hook.hook) || this.#closing.signal.aborted) continue;
        const { signal } = this.#closing;
        const line = new HookLine(hook, { ...this.#options, ...this.#turns, signal });
        this.#lines.set(hook.hook, line);
        line.wake();
      }
    }
  }
}
