import assert from "node:assert/strict";
import { Player } from "../../support/player.ts";

function status(player: Player): string {
  return player.screen.split("\n").at(-2) ?? "";
}

function later(player: Player, byMs: number): Player {
  player.state = { ...player.state, nowMs: player.state.nowMs + byMs };
  return player.does({ kind: "tick" });
}

Deno.test("reduce() counts the lag while it waits, and says so when a server does not answer", () => {
  const player = new Player().news({ kind: "lag", lagMs: 4 });
  assert.match(status(player), / 4 ms/);
  player.news({ kind: "lag-asked" });
  later(player, 500);
  assert.match(status(player), / 4 ms/);
  later(player, 2_500);
  assert.match(status(player), / 3 s/);
  later(player, 2_000);
  assert.match(status(player), /not answering for 5 s/);
  later(player, 15_000);
  assert.match(status(player), /not answering for 20 s/);
  player.news({ kind: "lag", lagMs: 20_100 });
  assert.match(status(player), / 20 s/);
  assert.doesNotMatch(status(player), /not answering/);
});

Deno.test("reduce() says that a server does not answer when a message has no answer", () => {
  const player = new Player().type("hi").press("enter");
  const { ticket } = player.last("say");
  later(player, 6_000);
  assert.match(status(player), /not answering for 6 s/);
  player.news({ kind: "stored", ticket, id: 1 });
  assert.doesNotMatch(status(player), /not answering/);
});

Deno.test("reduce() takes whatever a server says for a sign of it", () => {
  const player = new Player().news({ kind: "lag-asked" });
  later(player, 6_000).message({ id: 1 });
  assert.doesNotMatch(status(player), /not answering/);
});

Deno.test("reduce() does not say that a server does not answer which is known to be away", () => {
  const player = new Player().news({ kind: "lag-asked" });
  const connection = { kind: "offline", reason: "", retryAtMs: 0 } as const;
  player.news({ kind: "connection", connection }).type("hi").press("enter");
  later(player, 60_000);
  assert.doesNotMatch(status(player), /not answering/);
  assert.match(status(player), /offline/);
});
