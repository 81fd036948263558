import assert from "node:assert/strict";
import type { Place } from "../../../../protocol/records.ts";
import { bufferKey, bufferOf } from "../../../../client/full/state/buffers.ts";
import { textOf } from "../../../../client/terminal/line_editor.ts";
import { DraftKeeper, type TextStorage } from "../../../../client/web/session/draft_keeper.ts";
import { PageStore } from "../../../../client/web/session/page_store.ts";
import { firstPageState, SERVER_ID } from "../../../../client/web/state/page_state.ts";
import { FakeClock } from "../../../support/fake_clock.ts";

const GENERAL: Place = { room: "general" };

/** One tab of a browser that keeps texts in `kept`. */
function openTab(storage: TextStorage | undefined) {
  const clock = new FakeClock();
  const store = new PageStore({
    first: firstPageState({ address: "chat.example", nowMs: 0, noncePrefix: "page" }),
    timeMs: () => 0,
    tools: () => ({ sendTyped: undefined, eventText: () => undefined }),
    perform: () => {},
  });
  const keeper = new DraftKeeper({ store, clock, storage });
  return {
    keeper,
    clock,
    store,
    enter(username: string) {
      store.dispatch({ kind: "entered", username });
      const welcome = { kind: "welcome", username, rooms: ["general"], lastId: 0 } as const;
      store.dispatch({ serverId: SERVER_ID, ...welcome });
      return this;
    },
    write(text: string, place = GENERAL) {
      store.dispatch({ kind: "draft", bufferKey: bufferKey(SERVER_ID, place), text });
      return this;
    },
    written(place = GENERAL) {
      const buffer = bufferOf(store.state.chat, bufferKey(SERVER_ID, place));
      return buffer && textOf(buffer.draft.line);
    },
  };
}

class Texts extends Map<string, string> {
  getItem(name: string): string | null {
    return this.get(name) ?? null;
  }
  setItem(name: string, text: string): void {
    this.set(name, text);
  }
  removeItem(name: string): void {
    this.delete(name);
  }
  key(index: number): string | null {
    return [...this.keys()][index] ?? null;
  }
  get length(): number {
    return this.size;
  }
}

Deno.test("DraftKeeper brings back what was being written, to the same account alone", () => {
  const kept = new Texts();
  openTab(kept).enter("Alice").write("half a thought").keeper.save();
  assert.equal(openTab(kept).enter("alice").written(), "half a thought");
  assert.equal(openTab(kept).enter("mallory").written(), "");
});

Deno.test("DraftKeeper keeps nothing of what was sent or taken away", () => {
  const kept = new Texts();
  const tab = openTab(kept).enter("alice").write("half");
  tab.keeper.save();
  tab.write("").keeper.save();
  assert.equal(kept.size, 0);
});

Deno.test("DraftKeeper brings what is written in one tab to the others", () => {
  const kept = new Texts();
  const [one, other] = [openTab(kept).enter("alice"), openTab(kept).enter("alice")];
  one.write("from one").keeper.save();
  for (const [name, text] of kept) other.keeper.changedElsewhere(name, text);
  assert.equal(other.written(), "from one");
  other.keeper.changedElsewhere("chat draft alice #general", null);
  assert.equal(other.written(), "");
  // What is of another account, or of another page, is nobody's business here.
  other.keeper.changedElsewhere("chat draft mallory #general", "x");
  other.keeper.changedElsewhere("something else", "x");
  assert.equal(other.written(), "");
});

Deno.test("DraftKeeper forgets everything of an account that logs out", () => {
  const kept = new Texts([["something else", "stays"]]);
  const tab = openTab(kept).enter("alice").write("half");
  tab.keeper.save();
  tab.keeper.forget();
  assert.deepEqual([...kept.keys()], ["something else"]);
});

Deno.test("DraftKeeper goes without where nothing can be kept", () => {
  const forbidden = new Proxy({} as TextStorage, {
    get() {
      throw new DOMException("forbidden", "SecurityError");
    },
  });
  for (const storage of [undefined, forbidden]) {
    const tab = openTab(storage).enter("alice").write("half");
    tab.keeper.save();
    tab.keeper.forget();
    assert.equal(tab.written(), "half");
  }
});
