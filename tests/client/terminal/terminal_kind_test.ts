import assert from "node:assert/strict";
import { cursorAddress, isAnsiTerminal } from "../../../client/terminal/terminal_kind.ts";

/** A description (term(5)) whose only string of interest is how the cursor moves. */
function description(moves: string, isLong = false): Uint8Array {
  const names = "x|a terminal\0";
  const numberBytes = isLong ? 4 : 2;
  const offsets = 12 + names.length + 1 + (names.length + 1) % 2 + 2 * numberBytes;
  const bytes = new Uint8Array(offsets + 11 * 2 + moves.length + 1);
  const view = new DataView(bytes.buffer);
  const head = [isLong ? 0o1036 : 0o432, names.length, 1, 2, 11, moves.length + 1];
  for (const [index, size] of head.entries()) view.setInt16(index * 2, size, true);
  bytes.set(new TextEncoder().encode(names), 12);
  for (let index = 0; index < 11; index++) view.setInt16(offsets + index * 2, -1, true);
  view.setInt16(offsets + 20, 0, true);
  bytes.set(new TextEncoder().encode(moves), offsets + 22);
  return bytes;
}

function isAnsi(name: string, files: Record<string, Uint8Array> = {}): boolean {
  return isAnsiTerminal({
    environment: (variable) => ({ TERM: name, HOME: "/home/al" })[variable],
    read: (path) => files[path],
    isWindows: false,
  });
}

Deno.test("cursorAddress() reads how a described terminal moves its cursor", () => {
  for (const isLong of [false, true]) {
    assert.equal(cursorAddress(description("\x1b[%i%p1%d;%p2%dH", isLong)), "\x1b[%i%p1%d;%p2%dH");
  }
  assert.equal(cursorAddress(new TextEncoder().encode("not a description")), undefined);
  assert.equal(cursorAddress(new Uint8Array(3)), undefined);
});

Deno.test("cursorAddress() reads damaged descriptions without failing", () => {
  const whole = description("\x1b[H");
  for (let length = 0; length < whole.length; length++) cursorAddress(whole.subarray(0, length));
});

Deno.test("isAnsiTerminal() believes the description more than the name", () => {
  const ansi = description("\x1b[%i%p1%d;%p2%dH");
  const other = description("\x1bY%p1%' '%+%c");
  assert.equal(isAnsi("odd", { "/usr/share/terminfo/o/odd": ansi }), true);
  assert.equal(isAnsi("odd", { "/usr/share/terminfo/6f/odd": ansi }), true);
  assert.equal(isAnsi("odd", { "/home/al/.terminfo/o/odd": ansi }), true);
  assert.equal(isAnsi("odd", { "/usr/share/terminfo/o/odd": other }), false);
  assert.equal(isAnsi("xterm-odd", { "/usr/share/terminfo/x/xterm-odd": other }), false);
});

Deno.test("isAnsiTerminal() knows the usual names, and trusts no other", () => {
  for (
    const name of ["xterm", "xterm-256color", "tmux", "screen.xterm", "vt220", "linux", "foot"]
  ) {
    assert.equal(isAnsi(name), true, name);
  }
  for (const name of ["", "dumb", "unknown", "vt52", "odd", "../../etc/passwd", "xtermish"]) {
    assert.equal(isAnsi(name), false, name);
  }
});
