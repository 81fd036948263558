import assert from "node:assert/strict";
import { Painter } from "../../../client/top/painter.ts";
import type { ViewRow } from "../../../client/top/view.ts";

function plain(text: string): ViewRow {
  return { text, style: "plain" };
}

function paintedOn(written: string[]): Painter {
  return new Painter({ columns: 10, rows: 3, write: (text) => void written.push(text) });
}

Deno.test("Painter.draw() writes only the rows that have changed, all in one", () => {
  const written: string[] = [];
  const painter = paintedOn(written);
  painter.open();
  painter.draw([plain("one"), plain("two"), { text: "three", style: "bold" }]);
  written.length = 0;
  painter.draw([plain("one"), plain("2"), { text: "three", style: "bold" }]);
  assert.deepEqual(written, ["\x1b[?2026h\x1b[2;1H\x1b[2K2\x1b[?2026l"]);
  written.length = 0;
  painter.draw([plain("one"), plain("2"), { text: "three", style: "bold" }]);
  assert.deepEqual(written, []);
  painter.forget();
  painter.draw([plain("one")]);
  assert.match(written.join(""), /one/);
});

Deno.test("Painter.close() gives the screen back once, and nothing is drawn after it", () => {
  const written: string[] = [];
  const painter = paintedOn(written);
  painter.close();
  assert.equal(written.length, 0);
  painter.open();
  painter.close();
  painter.close();
  painter.draw([plain("late")]);
  assert.equal(written.length, 2);
  assert.ok(written[1]?.endsWith("\x1b[?25h\x1b[?1049l"));
});
