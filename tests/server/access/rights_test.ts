/** What must hold of the table of rights, whatever is written in it. */
import assert from "node:assert/strict";
import { isErrorCode } from "../../../protocol/errors.ts";
import {
  LEAST_STANDING,
  type PlaceKind,
  PLACES,
  rankOf,
  refusalOf,
  type Right,
  RIGHTS,
  type Standing,
  STANDINGS,
  whoMayHereText,
} from "../../../server/access/rights.ts";

/** Every code that a refusal by the table can have. */
const CODES = ["banned", "invite_only", "no_right", "no_such_room", "not_a_member", "read_only"];

interface Cell {
  right: Right;
  place: PlaceKind;
  standing: Standing;
}

function* cells(): Generator<Cell> {
  for (const right of RIGHTS) {
    for (const place of PLACES) {
      for (const standing of STANDINGS) yield { right, place, standing };
    }
  }
}

function refusal({ right, place, standing }: Cell) {
  return refusalOf(right, place, standing);
}

/** Whether somebody of this standing may not even know that the place exists. */
function isHidden(cell: Cell): boolean {
  return refusal({ ...cell, right: "list" }) !== undefined;
}

function nameOf(cell: Cell): string {
  return `${cell.right} in ${cell.place} as ${cell.standing}`;
}

Deno.test("refusalOf() never takes a right away from a higher standing", () => {
  for (const cell of cells()) {
    if (refusal(cell) !== undefined) continue;
    for (const standing of STANDINGS.slice(rankOf(cell.standing))) {
      assert.equal(refusal({ ...cell, standing }), undefined, nameOf({ ...cell, standing }));
    }
  }
});

Deno.test("refusalOf() refuses with codes of the protocol, and of these few only", () => {
  const seen = new Set<string>();
  for (const cell of cells()) {
    const code = refusal(cell);
    if (code === undefined) continue;
    assert.ok(isErrorCode(code), nameOf(cell));
    assert.ok(CODES.includes(code), `${nameOf(cell)}: ${code}`);
    seen.add(code);
  }
  assert.deepEqual([...seen].sort(), CODES);
});

Deno.test("refusalOf() says no_such_room for a hidden place, whatever the right", () => {
  for (const cell of cells()) {
    if (isHidden(cell)) assert.equal(refusal(cell), "no_such_room", nameOf(cell));
    else assert.notEqual(refusal(cell), "no_such_room", nameOf(cell));
  }
});

Deno.test("refusalOf() hides private rooms from those who were not let in", () => {
  const told = STANDINGS.filter((standing) =>
    !isHidden({ right: "list", place: "private", standing })
  );
  assert.deepEqual(told, ["invited", "read_only", "member", "speaker", "moderator", "owner"]);
});

Deno.test("refusalOf() lets nobody who cannot read do anything but list, join and decline", () => {
  for (const cell of cells()) {
    if (refusal({ ...cell, right: "read" }) === undefined) continue;
    if (cell.right === "list" || cell.right === "join") continue;
    if (cell.right === "part" && cell.standing === "invited") continue;
    assert.notEqual(refusal(cell), undefined, nameOf(cell));
  }
});

Deno.test("refusalOf() gives those who are banned nothing but the name of what anybody may list", () => {
  for (const cell of cells()) {
    if (cell.standing !== "banned" || cell.right === "list") continue;
    assert.equal(refusal(cell), isHidden(cell) ? "no_such_room" : "banned", nameOf(cell));
  }
});

Deno.test("refusalOf() lets who may read only take back what is theirs, and leave", () => {
  const allowed = RIGHTS.filter((right) => refusalOf(right, "public", "read_only") === undefined);
  assert.deepEqual(allowed.sort(), ["delete_own", "join", "list", "part", "read"]);
  for (const right of ["write", "react", "edit_own", "set_topic"] as const) {
    assert.equal(refusalOf(right, "public", "read_only"), "read_only");
  }
});

Deno.test("refusalOf() keeps moderating from members and running a room from moderators", () => {
  for (const right of ["delete_any", "read_edits", "set_role"] as const) {
    assert.equal(refusalOf(right, "public", "member"), "no_right");
    assert.equal(refusalOf(right, "public", "moderator"), undefined);
  }
  for (const right of ["rename", "delete_room"] as const) {
    assert.equal(refusalOf(right, "public", "moderator"), "no_right");
    assert.equal(refusalOf(right, "public", "owner"), undefined);
  }
});

Deno.test("refusalOf() gives neither of two people in private more than the other", () => {
  for (const right of RIGHTS) {
    const member = refusalOf(right, "direct", "member");
    assert.equal(refusalOf(right, "direct", "owner"), member, right);
  }
});

Deno.test("LEAST_STANDING says something for every right and place", () => {
  for (const right of RIGHTS) {
    for (const place of PLACES) {
      const least: string = LEAST_STANDING[right][place];
      assert.ok(least === "nobody" || STANDINGS.some((known) => known === least));
    }
  }
});

Deno.test("whoMayHereText() says who has a right that others have not", () => {
  assert.equal(whoMayHereText("rename", "public"), "Only owners of this room may do this");
  assert.equal(
    whoMayHereText("moderate", "private"),
    "Only moderators and owners of this room may do this",
  );
  assert.equal(whoMayHereText("rename", "direct"), "Nobody may do this here");
});
