import assert from "node:assert/strict";
import xterm from "@xterm/headless";
import stringWidth from "string-width";
import { lineWith } from "../../../client/terminal/line_editor.ts";
import { Screen } from "../../../client/terminal/screen.ts";

/** A screen on a terminal of 20 columns in memory. */
function makeScreen() {
  const terminal = new xterm.Terminal({ cols: 20, rows: 8, allowProposedApi: true });
  const writes: string[] = [];
  const surface = {
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    write: (text: string) => {
      writes.push(text);
      terminal.write(text);
    },
  };
  const screen = new Screen(surface, (text) => stringWidth(text));
  return { rows: rowsOf(terminal), screen, terminal, writes };
}

/** Tells what a terminal shows once it has taken in all that was written. */
function rowsOf(terminal: xterm.Terminal) {
  return async () => {
    await new Promise<void>((resolve) => terminal.write("", resolve));
    const buffer = terminal.buffer.active;
    return Array.from(
      { length: buffer.length },
      (_, index) => buffer.getLine(index)?.translateToString(true) ?? "",
    ).join("\n").trimEnd();
  };
}

Deno.test("Screen.print() puts lines above the prompt and leaves what is typed alone", async () => {
  const { rows, screen, terminal } = makeScreen();
  screen.setPrompt("> ", lineWith("half a sen"));
  screen.flush();
  screen.print("bob: one", "a line that is longer than the terminal");
  screen.flush();
  assert.equal(
    await rows(),
    "bob: one\na line that is \n     longer than the\n     terminal\n> half a sen",
  );
  assert.equal(terminal.buffer.active.cursorX, 12);
  terminal.dispose();
});

Deno.test("Screen writes everything of one turn in one piece", async () => {
  const { rows, screen, terminal, writes } = makeScreen();
  screen.setPrompt("> ", lineWith(""));
  screen.print("one");
  screen.print("two");
  await Promise.resolve();
  assert.equal(writes.length, 1);
  await rows();
  terminal.dispose();
});

Deno.test("Screen.finishPrompt() leaves the question standing", async () => {
  const { rows, screen, terminal } = makeScreen();
  screen.setPrompt("Name: ", lineWith("bob"));
  screen.finishPrompt();
  screen.print("next");
  screen.flush();
  assert.equal(await rows(), "Name: bob\nnext");
  terminal.dispose();
});

Deno.test("Screen.hidePrompt() takes the prompt away", async () => {
  const { rows, screen, terminal } = makeScreen();
  screen.print("bob: hi");
  screen.setPrompt("> ", lineWith("typed"));
  screen.hidePrompt();
  assert.equal(await rows(), "bob: hi");
  terminal.dispose();
});

Deno.test("Screen.setStatus() shows a row above the prompt that leaves no trace", async () => {
  const { rows, screen } = makeScreen();
  screen.setPrompt("> ", lineWith("abc"));
  screen.setStatus("somebody is typing something long");
  screen.flush();
  assert.equal(await rows(), "somebody is typing \n> abc");
  screen.print("bob: hi");
  screen.flush();
  assert.equal(await rows(), "bob: hi\nsomebody is typing \n> abc");
  screen.setStatus("");
  screen.flush();
  assert.equal(await rows(), "bob: hi\n> abc");
});

Deno.test("Screen.setStatus() is taken away with the prompt and survives a resize", async () => {
  const { rows, screen, terminal } = makeScreen();
  screen.setPrompt("> ", lineWith("abc"));
  screen.setStatus("bob is typing");
  screen.print("above");
  screen.flush();
  await rows();
  terminal.resize(10, 8);
  screen.resized();
  assert.match(await rows(), /^above\nbob is ty\n> abc$/);
  screen.hidePrompt();
  assert.equal(await rows(), "above");
});

Deno.test("Screen.bell() rings once for all that comes at a time", () => {
  const writes: string[] = [];
  const surface = { columns: 20, rows: 8, write: (text: string) => void writes.push(text) };
  const screen = new Screen(surface, (text) => text.length);
  screen.setPrompt("> ", lineWith(""));
  screen.bell();
  screen.bell();
  screen.flush();
  screen.print("more");
  screen.flush();
  assert.equal(writes.join("").split("\x07").length, 2);
});

Deno.test("Screen.print() lets no text come to stand at the first column", async () => {
  const { rows, screen } = makeScreen();
  screen.setPrompt("> ", lineWith(""));
  screen.print(`bob: ok${" ".repeat(13)}eve: mine`);
  // A terminal that takes a family for four people would go on in the next row.
  screen.print(`bob: ${"👨‍👩‍👧‍👦".repeat(9)}eve: mine`);
  screen.flush();
  const shown = (await rows()).split("\n");
  assert.deepEqual(shown.filter((row) => row.startsWith("eve")), []);
  assert.equal(shown.at(-1), ">");
});

Deno.test("Screen.resized() breaks what is in sight anew, so that nothing moves to the first column", async () => {
  const { rows, screen, terminal } = makeScreen();
  screen.setPrompt("> ", lineWith("abc"));
  screen.print("bob: ok ok ok eve: mine", "bob: two");
  screen.flush();
  assert.equal(await rows(), "bob: ok ok ok eve: \n     mine\nbob: two\n> abc");
  terminal.resize(14, 8);
  screen.resized();
  assert.equal(await rows(), "bob: ok ok ok \n   eve: mine\nbob: two\n> abc");
  terminal.resize(20, 8);
  screen.print("bob: three"); // before anybody has said that the size has changed
  screen.flush();
  screen.resized();
  assert.equal(await rows(), "bob: ok ok ok eve: \n     mine\nbob: two\nbob: three\n> abc");
});

Deno.test("Screen.resized() breaks anew what is in sight when the size changes in the middle of drawing", async () => {
  for (let read = 1; read <= 12; read++) {
    const terminal = new xterm.Terminal({ cols: 20, rows: 8, allowProposedApi: true });
    let readsLeft = Infinity;
    const surface = {
      get columns() {
        if (--readsLeft === 0) terminal.resize(14, 8);
        return terminal.cols;
      },
      rows: 8,
      write: (text: string) => terminal.write(text),
    };
    const screen = new Screen(surface, (text) => stringWidth(text));
    const rows = rowsOf(terminal);
    screen.setPrompt("> ", lineWith("abc"));
    screen.print("bob: ok ok ok eve: mine", "bob: two");
    screen.setStatus("dave is typing");
    screen.flush();
    await rows();
    readsLeft = read; // the terminal changes its size right before it is asked for the n-th time
    screen.setPrompt("> ", lineWith("abcd"));
    screen.flush();
    await rows();
    terminal.resize(14, 8);
    screen.resized();
    assert.equal(
      await rows(),
      "bob: ok ok ok \n   eve: mine\nbob: two\ndave is typin\n> abcd",
      `resized at read ${read}`,
    );
  }
});

Deno.test("Screen.redraw() shows the last lines and the prompt on an empty screen", async () => {
  const { rows, screen, terminal } = makeScreen();
  screen.setPrompt("> ", lineWith("abc"));
  for (let index = 1; index <= 20; index++) screen.print(`bob: ${index}`);
  screen.flush();
  terminal.write("\x1b[3J\x1b[Hrubbish of another program");
  screen.redraw();
  const shown = (await rows()).split("\n");
  assert.deepEqual(shown.slice(-8), [
    ...Array.from({ length: 7 }, (_, i) => `bob: ${14 + i}`),
    "> abc",
  ]);
  assert.ok(!shown.join().includes("rubbish"));
});
