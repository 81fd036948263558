/** Plays what happens to the page, without a browser and without a server. */
import assert from "node:assert/strict";
import type { Message } from "../../../../protocol/records.ts";
import { activeBuffer, bufferKey } from "../../../../client/full/state/buffers.ts";
import type { Fetch, ServerNews } from "../../../../client/full/state/action.ts";
import type { Buffer } from "../../../../client/full/state/state.ts";
import { textOf } from "../../../../client/terminal/line_editor.ts";
import type { PageAction, PageEffect } from "../../../../client/web/state/page_action.ts";
import {
  firstPageState,
  type PageState,
  SERVER_ID,
} from "../../../../client/web/state/page_state.ts";
import { DE } from "../../../../client/web/texts/de.ts";
import { type PageTools, reducePage } from "../../../../client/web/state/reduce_page.ts";

/** The key of #general. */
export const GENERAL = bufferKey(SERVER_ID, { room: "general" });
/** The key of #ops. */
export const OPS = bufferKey(SERVER_ID, { room: "ops" });

/** The page of alice, in `#general` and `#ops`, with nothing written yet. */
export class PagePlayer {
  state: PageState = firstPageState({ address: "chat.example", nowMs: 0, noncePrefix: "page" });
  readonly effects: PageEffect[] = [];
  tools: PageTools = { sendTyped: undefined, eventText: DE.events.text };

  constructor() {
    this.enters("alice");
    this.does({ kind: "focus", hasFocus: true });
  }

  /** Somebody comes in. */
  enters(username: string): this {
    this.does({ kind: "entered", username });
    this.news({ kind: "welcome", username, rooms: ["general", "ops"], lastId: 0 });
    this.does({ kind: "go", place: { room: "general" } });
    return this;
  }

  /** Something happens. */
  does(action: PageAction): this {
    const { effects, state } = reducePage(this.state, action, this.tools);
    this.state = state;
    this.effects.push(...effects);
    return this;
  }

  /** The server says something. */
  news(news: ServerNews): this {
    return this.does({ serverId: SERVER_ID, ...news });
  }

  /** A message comes, from bob in #general if nothing else is said. */
  message(parts: Partial<Message> & { id: number }): this {
    return this.news({
      kind: "message",
      message: messageOf(parts),
      quoted: undefined,
      isReplayed: false,
    });
  }

  /** A page of messages comes that was asked for. */
  page(
    messages: readonly Message[],
    { hasMore = false, key = GENERAL, which = { kind: "latest" } }: {
      hasMore?: boolean;
      key?: string;
      which?: Fetch;
    } = {},
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

  /** Time goes by. */
  passes(ms: number): this {
    const { chat } = this.state;
    this.state = { ...this.state, chat: { ...chat, nowMs: chat.nowMs + ms } };
    return this;
  }

  /** What was written, as if by hand. */
  write(text: string): this {
    return this.does({ kind: "draft", bufferKey: this.state.chat.activeKey, text });
  }

  /** The open place. */
  get active(): Buffer {
    const buffer = activeBuffer(this.state.chat);
    assert.ok(buffer !== undefined, "nothing is open");
    return buffer;
  }

  /** What stands in the composer. */
  get written(): string {
    return textOf(this.active.draft.line);
  }

  /** The effects of one kind so far. */
  wanted<K extends PageEffect["kind"]>(kind: K): Extract<PageEffect, { kind: K }>[] {
    return this.effects.filter((effect): effect is Extract<PageEffect, { kind: K }> =>
      effect.kind === kind
    );
  }
}

/** A message of bob in #general, if nothing else is said. */
export function messageOf(parts: Partial<Message> & { id: number }): Message {
  const place = parts.to === undefined ? { room: "general" } : {};
  return {
    from: "bob",
    text: `message ${parts.id}`,
    time: "2026-11-20T17:00:00.000Z",
    ...place,
    ...parts,
  } as Message;
}

/** Messages with these ids. */
export function messagesFrom(first: number, last: number): Message[] {
  return Array.from({ length: last - first + 1 }, (_, index) => messageOf({ id: first + index }));
}
