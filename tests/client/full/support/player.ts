/** Plays what happens to the full screen, without a terminal and without a server. */
import assert from "node:assert/strict";
import { reduce } from "../../../../client/full/reduce/reduce.ts";
import type { Action, Effect, ServerNews } from "../../../../client/full/state/action.ts";
import { activeBuffer, bufferKey, bufferOf } from "../../../../client/full/state/buffers.ts";
import { firstState } from "../../../../client/full/state/first_state.ts";
import type { Buffer, MessageEntry, State } from "../../../../client/full/state/state.ts";
import { ScreenView } from "../../../../client/full/view/view.ts";
import { Keymap } from "../../../../client/keys/keymap.ts";
import type { Key } from "../../../../client/terminal/input/key.ts";
import { pasteKey } from "../../../../client/terminal/input/key.ts";
import { textOf } from "../../../../client/terminal/line_editor.ts";
import { makeTheme } from "../../../../client/theme/theme.ts";
import type { Message } from "../../../../protocol/records.ts";

const START_MS = Date.UTC(2026, 10, 20, 17);

/** The effect of one kind. */
type EffectOf<K extends Effect["kind"]> = Extract<Effect, { kind: K }>;

/** A client whose person is alice, in `#general` and `#ops` of one server, with nothing written yet. */
export class Player {
  state: State;
  /** All effects so far, oldest first. */
  readonly effects: Effect[] = [];
  readonly #view = new ScreenView({
    theme: makeTheme({ name: "dark" }, 256),
    widthOf: (text) => text.length,
  });
  readonly #keymap = new Keymap();

  constructor({ columns = 60, rows = 16, isEmpty = false } = {}) {
    this.state = firstState({
      size: { columns, rows },
      nowMs: START_MS,
      settings: { notify: "mentions", notifyByPlace: {}, timeFormat: "%H:%M", namesColumns: 12 },
    });
    if (isEmpty) return;
    this.news({ kind: "server-added", address: "chat.example:5000" });
    this.news({ kind: "welcome", username: "alice", rooms: ["general", "ops"], lastId: 0 });
    this.does({ kind: "open-place", serverId: "s1", place: { room: "general" } });
    this.page([], { hasMore: false });
    this.effects.length = 0;
  }

  /** Something happens. */
  does(action: Action): this {
    const { pointing, scrolling } = this.#view;
    const tools = { keymap: this.#keymap, scrolling, pointing };
    const { effects, state } = reduce(this.state, action, tools);
    this.state = state;
    this.effects.push(...effects);
    return this;
  }

  /** The server says something. */
  news(news: ServerNews, serverId = "s1"): this {
    return this.does({ serverId, ...news });
  }

  /** Presses keys, written as in the config: `alt+1`, `ctrl+c`, `enter`, `x`. */
  press(...chords: readonly string[]): this {
    for (const chord of chords) this.does({ kind: "key", key: keyOf(chord) });
    return this;
  }

  /** Types a text, character by character. */
  type(text: string): this {
    for (const character of text) this.press(character === " " ? "space" : character);
    return this;
  }

  /** Pastes. */
  paste(text: string): this {
    return this.does({ kind: "key", key: pasteKey(text) });
  }

  /** A message comes. */
  message(parts: Partial<Message> & { id: number }, isReplayed = false): this {
    const message = messageOf(parts);
    return this.news({ kind: "message", message, quoted: undefined, isReplayed });
  }

  /** The page that was asked for comes; by default the latest one of `#general`. */
  page(
    messages: readonly Message[],
    { hasMore, key = bufferKey("s1", { room: "general" }), which = { kind: "latest" } as const }: {
      hasMore: boolean;
      key?: string;
      which?: EffectOf<"fetch">["which"];
    },
  ): this {
    return this.news({
      kind: "page",
      bufferKey: key,
      which,
      messages,
      quotes: new Map(),
      hasMore,
    });
  }

  /** The active buffer. */
  get active(): Buffer {
    const buffer = activeBuffer(this.state);
    assert.ok(buffer !== undefined, "no buffer is active");
    return buffer;
  }

  /** The buffer of a room. */
  room(room: string): Buffer {
    const buffer = bufferOf(this.state, bufferKey("s1", { room }));
    assert.ok(buffer !== undefined, `there is no #${room}`);
    return buffer;
  }

  /** What stands on the line. */
  get line(): string {
    return textOf(this.active.draft.line);
  }

  /** Ids of the messages in the active buffer. */
  get ids(): number[] {
    return messagesIn(this.active).map(({ id }) => id);
  }

  /** The effects of one kind, oldest first. */
  wanted<K extends Effect["kind"]>(kind: K): EffectOf<K>[] {
    return this.effects.filter((effect): effect is EffectOf<K> => effect.kind === kind);
  }

  /** The last effect of one kind. */
  last<K extends Effect["kind"]>(kind: K): EffectOf<K> {
    const effect = this.wanted(kind).at(-1);
    assert.ok(effect !== undefined, `nothing of ${kind} was wanted`);
    return effect;
  }

  /** The rows of the screen as text. */
  get screen(): string {
    const { content } = this.#view.frame(this.state, this.state.size);
    return content.map((row) => row.map(({ text }) => text).join("")).join("\n");
  }
}

/** The messages of a buffer. */
export function messagesIn({ entries }: Buffer): MessageEntry[] {
  return entries.filter((entry) => entry.kind === "message");
}

/** A message of bob in `#general` unless it says otherwise. */
export function messageOf(parts: Partial<Message> & { id: number }): Message {
  const { id } = parts;
  const where = parts.to === undefined ? { room: "general" } : {};
  return {
    from: "bob",
    text: `message ${id}`,
    time: new Date(START_MS + id * 1_000).toISOString(),
    ...where,
    ...parts,
  } as Message;
}

/** Messages with these ids, both included. */
export function messagesFrom(first: number, last: number): Message[] {
  return Array.from({ length: last - first + 1 }, (_, index) => messageOf({ id: first + index }));
}

function keyOf(chord: string): Key {
  const parts = chord === "+" ? ["+"] : chord.split("+");
  const name = parts.at(-1) ?? "";
  const has = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const isText = [...name].length === 1 && !has("ctrl") && !has("alt");
  const text = name === "space" ? " " : isText ? name : "";
  const names: Record<string, string> = { enter: "return", escape: "escape" };
  return {
    name: names[name] ?? (isText ? name.toLowerCase() : name),
    ctrl: has("ctrl"),
    alt: has("alt"),
    shift: has("shift"),
    text,
  };
}
