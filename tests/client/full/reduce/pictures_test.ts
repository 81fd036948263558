import assert from "node:assert/strict";
import type { Drawing, DrawingPlan, GraphicsPowers } from "../../../../client/theme/drawing.ts";
import { bufferKey } from "../../../../client/full/state/buffers.ts";
import { Player } from "../support/player.ts";

const ROOM = bufferKey("s1", { room: "general" });
const PIXELS = { width: 1, height: 1, rgba: new Uint8Array([255, 0, 0, 255]) };
const POWERS: GraphicsPowers = { graphics: "iterm", cell: { width: 10, height: 20 } };

/** A message with an image. */
function image(id: number) {
  const file = {
    name: "a.png",
    size: 1_000,
    type: "image/png",
    sha256: "0".repeat(64),
    width: 400,
    height: 100,
  };
  return { id, kind: "file" as const, text: "", file };
}

/** The plan of the picture that was asked for last. */
function lastPlan(player: Player): DrawingPlan | undefined {
  return player.effects.filter(({ kind }) => kind === "picture").map((effect) =>
    effect.kind === "picture" ? effect.drawing : undefined
  ).at(-1);
}

function asked(player: Player): number {
  return player.effects.filter(({ kind }) => kind === "picture").length;
}

/** The picture of a message comes as it was asked for. */
function comes(player: Player, id: number): void {
  const plan = lastPlan(player);
  const drawing: Drawing | undefined = plan && { ...plan, id, parts: [] };
  player.news({ kind: "picture", bufferKey: ROOM, id, pixels: PIXELS, drawing });
}

function drawnIds(player: Player): number[] {
  return player.room("general").entries.flatMap((entry) =>
    entry.kind === "message" && entry.drawing !== undefined ? [entry.id] : []
  );
}

Deno.test("picturesAsked() asks for a drawing that fits, and anew for another size or other graphics", () => {
  const player = new Player({ columns: 120, rows: 30 });
  player.does({ kind: "graphics", powers: POWERS }).message(image(1));
  const { columns, rows } = lastPlan(player) ?? {};
  assert.deepEqual([columns, rows], [40, 5]);
  comes(player, 1);
  assert.deepEqual(drawnIds(player), [1]);
  player.does({ kind: "tick" });
  assert.equal(asked(player), 1);
  player.does({ kind: "resized", size: { columns: 55, rows: 30 } });
  assert.equal(asked(player), 2);
  assert.ok((lastPlan(player)?.columns ?? 99) < 40);
  comes(player, 1);
  player.does({ kind: "graphics", powers: { ...POWERS, cell: { width: 5, height: 10 } } });
  assert.equal(asked(player), 3);
  // What cannot be drawn is not asked for again and again.
  player.does({ kind: "tick" }).does({ kind: "tick" });
  assert.equal(asked(player), 3);
});

Deno.test("pictureCame() keeps so many drawings and no more, and those in sight come back", () => {
  const player = new Player({ columns: 120, rows: 30 });
  player.does({ kind: "graphics", powers: POWERS });
  for (let id = 1; id <= 50; id++) {
    player.message(image(id));
    comes(player, id);
  }
  assert.deepEqual(drawnIds(player), Array.from({ length: 40 }, (_, index) => index + 11));
  const before = asked(player);
  for (let presses = 0; presses < 30; presses++) player.press("pageup");
  assert.ok(asked(player) > before);
  assert.ok(
    player.effects.slice(-1).every((effect) => effect.kind !== "picture" || effect.id <= 10),
  );
});
