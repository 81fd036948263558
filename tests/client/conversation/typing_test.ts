import assert from "node:assert/strict";
import { ConnectionLost } from "../../../client/base/failure.ts";
import { ReadMarker } from "../../../client/conversation/read_marker.ts";
import { TypingTeller, Typists } from "../../../client/conversation/typing.ts";
import { FakeClock } from "../../support/fake_clock.ts";

const GENERAL = { room: "general" };
const OPS = { room: "ops" };

Deno.test("Typists.textFor() says who writes where, until they have sent it or six seconds later", () => {
  const clock = new FakeClock();
  const typists = new Typists(clock, () => {});
  typists.saw("bob", GENERAL);
  assert.equal(typists.textFor(GENERAL), "bob is typing …");
  assert.equal(typists.textFor(OPS), "");
  typists.saw("carol", GENERAL);
  assert.equal(typists.textFor(GENERAL), "bob and carol are typing …");
  typists.sent("Bob", GENERAL);
  clock.advance(5_999);
  assert.equal(typists.textFor(GENERAL), "carol is typing …");
  clock.advance(1);
  assert.equal(typists.textFor(GENERAL), "");
});

Deno.test("Typists.textFor() makes names harmless and does not list a crowd", () => {
  const typists = new Typists(new FakeClock(), () => {});
  typists.saw("b\u001bob", GENERAL);
  assert.equal(typists.textFor(GENERAL), "b\ufffdob is typing …");
  for (const name of ["ann", "cat", "dan"]) typists.saw(name, GENERAL);
  assert.equal(typists.textFor(GENERAL), "several people are typing …");
});

Deno.test("TypingTeller.typed() tells at most every four seconds, and nothing of commands", () => {
  const clock = new FakeClock();
  const told: unknown[] = [];
  const teller = new TypingTeller(clock, (place) => told.push(place));
  for (const text of ["", " ", "/", "/who", "@bob psst", "exit"]) teller.typed(text, GENERAL);
  assert.deepEqual(told, []);
  teller.typed("h", GENERAL);
  teller.typed("hi", GENERAL);
  clock.advance(4_000);
  teller.typed("hi t", GENERAL);
  assert.deepEqual(told, [GENERAL, GENERAL]);
  teller.typed("//etc", OPS);
  assert.deepEqual(told.at(-1), OPS);
});

Deno.test("ReadMarker.shown() tells the newest at most once a second, and nothing twice", () => {
  const clock = new FakeClock();
  const told: number[] = [];
  const marker = new ReadMarker(clock, ({ id }) => {
    told.push(id);
    return Promise.resolve();
  });
  marker.shown(GENERAL, 1);
  clock.advance(0);
  assert.deepEqual(told, [1]);
  for (const id of [2, 3, 3, 2]) marker.shown(GENERAL, id);
  clock.advance(999);
  assert.deepEqual(told, [1]);
  clock.advance(1);
  assert.deepEqual(told, [1, 3]);
  marker.shown(GENERAL, 3);
  clock.advance(5_000);
  assert.deepEqual(told, [1, 3]);
});

Deno.test("ReadMarker.forget() takes back what was not told yet", () => {
  const clock = new FakeClock();
  const told: number[] = [];
  const marker = new ReadMarker(clock, ({ id }) => {
    told.push(id);
    return Promise.resolve();
  });
  marker.shown(GENERAL, 1);
  marker.shown(OPS, 2);
  marker.forget(GENERAL);
  clock.advance(0);
  assert.deepEqual(told, [2]);
});

Deno.test("ReadMarker.shown() keeps and asks no more than so much when ever new people write", async () => {
  const clock = new FakeClock();
  const told: (() => void)[] = [];
  const marker = new ReadMarker(clock, () => new Promise((resolve) => told.push(resolve)));
  for (let id = 1; id <= 20_000; id++) {
    marker.shown({ with: `user${id}` }, id);
    if (id % 100 === 0) clock.advance(1_000);
  }
  assert.equal(told.length, 100);
  assert.ok(marker.size <= 2_100, `${marker.size} entries`);
  // An answer makes room, and what waits goes out.
  for (const answer of told.splice(0)) answer();
  await new Promise((resolve) => setTimeout(resolve));
  clock.advance(1_000);
  assert.equal(told.length, 100);
  assert.ok(marker.size <= 2_100, `${marker.size} entries`);
  marker.close();
});

Deno.test("ReadMarker.flush() tells again what was lost with the connection, unless it was forgotten", async () => {
  const told: string[] = [];
  let isLost = true;
  const marker = new ReadMarker(new FakeClock(), ({ id, place }) => {
    told.push(`${place.room} ${id}`);
    return isLost ? Promise.reject(new ConnectionLost("gone")) : Promise.resolve();
  });
  marker.shown({ room: "general" }, 1);
  marker.shown({ room: "ops" }, 2);
  const lost = marker.flush();
  marker.forget({ room: "ops" });
  await lost;
  isLost = false;
  await marker.flush();
  await marker.flush();
  assert.deepEqual(told, ["general 1", "ops 2", "general 1"]);
  marker.close();
});
