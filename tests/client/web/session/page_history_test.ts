import assert from "node:assert/strict";
import { PageHistory } from "../../../../client/web/session/page_history.ts";

/** A history as browsers have it; going back takes until `arrive()`. */
class FakeWindow {
  readonly entries: { state: unknown; hash: string }[] = [{ state: null, hash: "" }];
  at = 0;
  #by = 0;

  readonly location = Object.defineProperty({ hash: "" }, "hash", {
    get: () => this.entries[this.at]?.hash ?? "",
  });

  readonly history = Object.defineProperty(
    {
      state: null as unknown,
      pushState: (state: unknown, _title: string, hash?: string) => {
        this.entries.splice(this.at + 1);
        this.entries.push({ state, hash: hash ?? this.location.hash });
        this.at++;
      },
      replaceState: (state: unknown, _title: string, hash?: string) => {
        this.entries[this.at] = { state, hash: hash ?? this.location.hash };
      },
      go: (by: number) => {
        this.#by = by;
      },
    },
    "state",
    { get: () => this.entries[this.at]?.state },
  );

  /** The browser has gone where it was sent. */
  arrive(): void {
    this.at += this.#by;
    this.#by = 0;
  }

  get hashes(): string[] {
    return this.entries.map(({ hash }) => hash);
  }
}

Deno.test("PageHistory has an entry for each place, and none for the empty page", () => {
  const window = new FakeWindow();
  const history = new PageHistory(window);
  history.show({ address: "#general", layers: 0 });
  history.show({ address: "#general", layers: 0 });
  history.show({ address: "#ops", layers: 0 });
  assert.deepEqual(window.hashes, ["#general", "#ops"]);
});

Deno.test("PageHistory closes what is in front before the back button leaves the place", () => {
  const window = new FakeWindow();
  const history = new PageHistory(window);
  history.show({ address: "#general", layers: 0 });
  history.show({ address: "#general", layers: 1 });
  history.show({ address: "#general", layers: 2 });
  window.at--;
  assert.deepEqual(history.popped(2), { close: 1, goes: false });
  window.at--;
  assert.deepEqual(history.popped(1), { close: 1, goes: false });
  assert.equal(window.location.hash, "#general");
});

Deno.test("PageHistory goes back by itself when what was in front is closed otherwise", () => {
  const window = new FakeWindow();
  const history = new PageHistory(window);
  history.show({ address: "#general", layers: 0 });
  history.show({ address: "#general", layers: 1 });
  // A place was chosen in the drawer.
  history.show({ address: "#ops", layers: 0 });
  assert.deepEqual(window.hashes, ["#general", "#general"], "it waits until the browser is back");
  window.arrive();
  assert.deepEqual(history.popped(0), { close: 0, goes: false });
  history.show({ address: "#ops", layers: 0 });
  assert.deepEqual(window.hashes, ["#general", "#ops"]);
  window.at--;
  assert.deepEqual(history.popped(0), { close: 0, goes: true });
});

Deno.test("PageHistory opens nothing again when the reader goes forward", () => {
  const window = new FakeWindow();
  const history = new PageHistory(window);
  history.show({ address: "#general", layers: 0 });
  history.show({ address: "#general", layers: 1 });
  window.at--;
  history.popped(1);
  window.at++;
  assert.deepEqual(history.popped(0), { close: 0, goes: true });
  history.show({ address: "#general", layers: 0 });
  assert.equal(window.at, 1, "nothing is gone back to");
});
