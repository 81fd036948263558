import assert from "node:assert/strict";
import {
  clearingOf,
  drawingOf,
  formFor,
  hasSixel,
  knownGraphics,
} from "../../../../client/full/sequences/graphics.ts";

/** What is known in an environment. */
function known(variables: Record<string, string>) {
  return knownGraphics((name) => variables[name]);
}

Deno.test("knownGraphics() goes by what terminals say of themselves, and not through tmux", () => {
  assert.equal(known({ TERM: "xterm-kitty" }), "kitty");
  assert.equal(known({ TERM: "xterm-ghostty" }), "kitty");
  assert.equal(known({ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }), "iterm");
  assert.equal(known({ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" }), "iterm");
  assert.equal(known({ TERM: "xterm-256color" }), undefined);
  assert.equal(known({ TERM: "xterm-kitty", TMUX: "/tmp/tmux" }), "none");
});

Deno.test("hasSixel() finds sixel among what a terminal says that it can", () => {
  assert.equal(hasSixel("62;4;22"), true);
  assert.equal(hasSixel("4;6"), false);
  assert.equal(hasSixel("64;1;2;14;22"), false);
});

Deno.test("drawingOf() draws in cells, and takes no more at once than terminals do", () => {
  const size = { columns: 10, rows: 5 };
  const long = "A".repeat(5_000);
  assert.equal(
    drawingOf(long, "kitty", size),
    `\x1b_Ga=T,f=100,q=2,c=10,r=5,m=1;${"A".repeat(4_096)}\x1b\\\x1b_Gm=0;${"A".repeat(904)}\x1b\\`,
  );
  assert.equal(
    drawingOf("AAAA", "iterm", size),
    "\x1b]1337;File=inline=1;width=10;height=5:AAAA\x07",
  );
  assert.equal(drawingOf("sixel", "sixel", size), "sixel");
  assert.deepEqual(["kitty", "sixel"].map((kind) => formFor(kind as "kitty")), ["png", "sixel"]);
  assert.match(clearingOf("kitty"), /a=d/);
  assert.equal(clearingOf("sixel"), "");
});
