/** Repetition and links over the wire: slowed down by the clock, except for those who keep order. */
import assert from "node:assert/strict";
import { SAME_TEXT } from "../../../server/limits/flood_guard.ts";
import { granted } from "../../support/stage.ts";
import { registerOwner } from "../../support/staff.ts";
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
