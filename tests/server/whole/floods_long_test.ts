/** What many would have to bear of one: repetition, links, coming and going. */
import assert from "node:assert/strict";
import { SAME_TEXT } from "../../../server/limits/flood_guard.ts";
import { within } from "../../support/deadline.ts";
import { ok } from "../../support/requests.ts";
import { granted } from "../../support/stage.ts";
import { registerOwner } from "../../support/staff.ts";
import type { Line } from "../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

const ADVERT = "buy my wonderful things, everybody";

Deno.test("say() refuses the same text again and again, for a time, and not to the staff", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.now();
  await using server = await startServer(folder, { limits: true, now: () => nowMs });
  const owner = await registerOwner(server, "olga");
  const alice = await server.register("alice");
  const goals = [{ room: "general" }, { to: "olga" }, { to: "alice" }];
  for (let times = 0; times < SAME_TEXT.burst; times++) {
    await granted(alice, "say", { text: ADVERT, ...goals[times % goals.length] });
  }
  const refusal = await alice.request("say", { text: ADVERT, nonce: "again" });
  assert.equal(refusal["error"], "slow_down");
  assert.equal(refusal["retry_after"], 10);
  await granted(alice, "say", { text: "something else" });
  nowMs += 10_000;
  const posted = await granted(alice, "say", { text: ADVERT, nonce: "again" });
  const repeated = await granted(alice, "say", { text: ADVERT, nonce: "again" });
  assert.equal(repeated["id"], posted["id"]);
  for (let times = 0; times < 2 * SAME_TEXT.burst; times++) {
    await granted(owner, "say", { text: ADVERT });
  }
});

Deno.test("Presence spares others from somebody who comes and goes all the time, and tells the end of it", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.now();
  await using server = await startServer(folder, { limits: true, now: () => nowMs });
  const watcher = await server.register("watcher");
  const bob = await server.register("bob");
  const { token } = bob.answer;
  bob.close();
  await bob.ended;
  for (let times = 0; times < 80; times++) {
    const again = await server.connect();
    await ok(again, "login", { token });
    again.close();
    await again.ended;
  }
  const last = await server.connect();
  await ok(last, "login", { token });
  await ok(watcher, "ping");
  const about = () => watcher.lines.filter((line) => line["username"] === "bob");
  assert.ok(about().length <= 60, `${about().length} of 163 events`);
  assert.ok((await ok(watcher, "who", {}))["users"].some((one: Line) => one["username"] === "bob"));
  // What is so is told in any case, if only a few seconds later.
  nowMs += 30_000;
  await within(
    (async () => {
      while (about().at(-1)?.["event"] !== "joined") {
        await watcher.event("joined", (line) => line["username"] === "bob");
      }
    })(),
    "bob to have joined",
  );
});
