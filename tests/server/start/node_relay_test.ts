/** What nodes tell each other without storing it: it is taken in its shape only. */
import assert from "node:assert/strict";
import { LoginThrottle } from "../../../server/limits/login_throttle.ts";
import { newsIn } from "../../../server/start/checked_news.ts";
import { type NodeNewsTakers, takeNodeNews } from "../../../server/start/node_relay.ts";

const TIME = "2026-11-20T17:00:00.000Z";
const REQUEST = { link: 7, request: "bmV3", device: "a page", time: TIME };

/** One of each. */
const NEWS: readonly object[] = [
  { room: 1, event: { event: "typing", room: "general", username: "alice" } },
  { accounts: [1], event: { event: "typing", with: "alice", username: "alice" } },
  { accounts: [1], event: { event: "notice", text: "t", code: "recovery_code_used", left: 2 } },
  { accounts: [1], event: { event: "link_request", ...REQUEST } },
  { accounts: [1], event: { event: "link_answer", link: 7, answer: "b2xk" } },
  { account: 1, away: "lunch" },
  { account: 1, away: null },
  { failure: "password", username: "a", address: "::1", isKnown: false, isRight: false },
  { failure: "token", address: "192.0.2.1" },
  { failure: "account", address: "192.0.2.1" },
  { failure: "code", account: 1, knownAddress: "192.0.2.1", isRight: true },
  { failure: "code", account: 1, isRight: false },
  { link: { account: 1, session: 2, request: REQUEST } },
  { link: { account: 1, link: 7, answer: "b2xk" } },
  { uses: 3 },
];

Deno.test("newsIn() takes everything that nodes tell", () => {
  for (const news of NEWS) assert.deepEqual(newsIn(news), news);
});

Deno.test("newsIn() takes nothing of which a part is missing, or another one, or too long", () => {
  for (const news of NEWS) {
    for (const name of Object.keys(news)) {
      const without = Object.fromEntries(Object.entries(news).filter(([key]) => key !== name));
      const isOptional = name === "knownAddress";
      if (!isOptional) assert.equal(newsIn(without), undefined, `${JSON.stringify(news)} ${name}`);
      const wrong = [{}, [[]], -1, 0.5, "x".repeat(100_000), true, [-1], Array(100).fill(1)];
      for (const value of wrong) {
        const given = { ...news, [name]: value };
        const taken = newsIn(given);
        // A flag may be the other one.
        if (typeof value === "boolean" && taken !== undefined) continue;
        if (name === "username" && typeof value === "string") continue;
        assert.equal(taken, undefined, `${JSON.stringify(given).slice(0, 200)}`);
      }
    }
  }
  for (const event of ["closing", "message", "toString", "__proto__"]) {
    assert.equal(newsIn({ room: 1, event: { event, room: "general", username: "a" } }), undefined);
  }
});

Deno.test("newsIn() leaves out what it does not know of", () => {
  const event = { event: "typing", room: "general", username: "alice" };
  const given = { room: 1, event: { ...event, id: 9, to: "bob" }, more: true };
  assert.deepEqual(newsIn(given), { room: 1, event });
});

Deno.test("the right password at one node makes up for wrong ones at all of them", () => {
  let take: (message: object, node: string) => void = () => {};
  const other = new LoginThrottle();
  const takers = {
    cluster: { onRelayed: (listener: typeof take) => take = listener },
    loginThrottle: other,
    elapsed: () => 0,
  };
  takeNodeNews(takers as unknown as NodeNewsTakers);
  const own = new LoginThrottle(undefined, (news) => take(JSON.parse(JSON.stringify(news)), "a"));
  const guess = { username: "alice", address: "192.0.2.1", isKnown: true };
  for (let i = 0; i < 5; i++) own.attempt(guess, 0).fail();
  // The sixth has to wait at both.
  const waiting = other.attempt(guess, 0);
  assert.ok(waiting.waitMs > 0);
  waiting.takeBack();
  own.attempt(guess, 0).succeed();
  assert.equal(other.attempt(guess, 0).waitMs, 0);
});
