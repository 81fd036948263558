import assert from "node:assert/strict";
import fc from "fast-check";
import { activeBuffer } from "../../../../client/full/state/buffers.ts";
import { Player } from "../support/player.ts";

function stage(nickCount: number): Player {
  const player = new Player();
  const settings = { ...player.state.settings, nickCount };
  return player.does({ kind: "settings", settings });
}

function placesOf(player: Player): ReadonlyMap<string, number> {
  return activeBuffer(player.state)?.nickPlaces ?? new Map();
}

Deno.test("those who speak in a room have different colours, as long as there are some", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 14 }),
      (names) => {
        const player = stage(14);
        for (const [index, from] of names.entries()) player.message({ id: index + 1, from });
        const places = placesOf(player);
        assert.equal(new Set(names.map((name) => places.get(name))).size, names.length);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("a colour stays with its name, whoever comes", () => {
  const player = stage(14);
  player.message({ id: 1, from: "bob" });
  const before = placesOf(player).get("bob");
  for (let id = 2; id < 40; id++) player.message({ id, from: `user${id}` });
  assert.equal(placesOf(player).get("bob"), before);
});

Deno.test("people who are online have colours of their own as well", () => {
  const player = stage(14);
  const people = ["bob", "carol", "dave", "erin"].map((username) => ({
    username,
    isOnline: true,
    away: undefined,
    role: undefined,
  }));
  player.news({ kind: "people", room: "general", people, isCut: false });
  assert.equal(new Set(people.map(({ username }) => placesOf(player).get(username))).size, 4);
});

Deno.test("another number of colours shares them out anew", () => {
  const player = stage(14);
  for (let id = 1; id < 14; id++) player.message({ id, from: `user${id}` });
  player.does({ kind: "settings", settings: { ...player.state.settings, nickCount: 3 } });
  assert.ok([...placesOf(player).values()].every((place) => place < 3));
  assert.equal(placesOf(player).size, 13);
});
