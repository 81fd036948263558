// deno-lint-ignore-file no-control-regex -- sequences are what is tested
import assert from "node:assert/strict";
import { TerminalGraphics } from "../../../client/full/graphics_powers.ts";
import { reportKey } from "../../../client/terminal/input/key.ts";

const SIZE = { columns: 120, rows: 40 };

/** A terminal with this environment that has given these answers. */
function after(
  environment: Record<string, string>,
  answers: readonly Parameters<typeof reportKey>[],
  isWanted = true,
): TerminalGraphics {
  const found = new TerminalGraphics({
    environment: (name) => environment[name],
    isWanted,
    size: () => SIZE,
  });
  for (const [name, text] of answers) assert.equal(found.take(reportKey(name, text)), true);
  return found;
}

const XTERM = { TERM: "xterm-256color" };

Deno.test("TerminalGraphics takes sixel where the size of a character is known", () => {
  const cell = { width: 8, height: 17 };
  const sixel = { graphics: "sixel", cell };
  assert.deepEqual(after(XTERM, [["cell-size", "17;8"], ["attributes", "63;4;22"]]).powers, sixel);
  assert.deepEqual(
    after(XTERM, [["window-size", "960;680"], ["attributes", "63;4;22"]]).powers,
    sixel,
  );
  // A window that is larger than the terminal lets images be says nothing.
  const unknown = after(XTERM, [["window-size", "1000;1000"], ["attributes", "63;4;22"]]);
  assert.deepEqual([unknown.graphics, unknown.powers], ["sixel", undefined]);
  assert.equal(after(XTERM, [["attributes", "63;1;22"]]).powers, undefined);
  assert.equal(
    after(XTERM, [["cell-size", "9999;0"], ["attributes", "63;4"]]).powers,
    undefined,
  );
});

Deno.test("TerminalGraphics knows kitty and iTerm2 by what the terminal answers", () => {
  const kitty = after(XTERM, [["graphics", "i=31;OK"], ["cell-size", "18;9"], [
    "attributes",
    "62",
  ]]);
  assert.deepEqual(kitty.powers, { graphics: "kitty", cell: { width: 9, height: 18 } });
  const iterm = after(XTERM, [["version", "iTerm2 3.5.0"], ["attributes", "64;4"]]);
  assert.deepEqual(iterm.powers, { graphics: "iterm", cell: { width: 10, height: 20 } });
  assert.equal(
    after(XTERM, [["graphics", "i=31;ENOTSUPPORTED"], ["attributes", "62"]]).powers,
    undefined,
  );
  // Before the last answer nobody knows.
  assert.equal(after(XTERM, [["graphics", "i=31;OK"]]).powers, undefined);
});

Deno.test("TerminalGraphics asks and takes nothing in tmux, on the console, or where it is off", () => {
  for (
    const [environment, isWanted] of [
      [{ ...XTERM, TMUX: "/tmp/tmux" }, true],
      [{ TERM: "linux" }, true],
      [XTERM, false],
    ] as const
  ) {
    const found = after(environment, [["cell-size", "17;8"], ["attributes", "63;4"]], isWanted);
    assert.deepEqual([found.query, found.sizeQuery, found.powers], ["", "", undefined]);
  }
  assert.match(after(XTERM, []).query, /\x1b\[c$/);
});
