/** docs/client.md names every key. `UPDATE_DOCS=1 deno test …` writes its tables anew. */
import assert from "node:assert/strict";
import type { KeyTopic } from "../../../client/keys/key_action.ts";
import { Keymap } from "../../../client/keys/keymap.ts";

const DOCUMENT = new URL("../../../docs/client.md", import.meta.url);
const BLOCK = /(<!-- The tables are made .*-->\n)([^]*)(\n<!-- keys end -->)/;

const TITLES: Readonly<Record<KeyTopic, string>> = {
  rooms: "rooms and people",
  windows: "windows",
  reading: "reading",
  writing: "writing",
  editing: "editing the line",
  message: "while a message is selected",
  program: "the program",
};

/** A table for each topic, laid out as the formatter does. */
function tables(): string {
  const { help } = new Keymap();
  return (Object.keys(TITLES) as KeyTopic[]).map((topic) => {
    const rows = [
      [TITLES[topic], "does"],
      ...help.filter((row) => row.topic === topic).map(({ keys, sentence }) => [keys, sentence]),
    ] as [string, string][];
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    const line = (cells: string[], fill = " ") =>
      `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
    const [head = ["", ""], ...body] = rows;
    return [line(head), line(["", ""], "-"), ...body.map((row) => line(row))].join("\n");
  }).join("\n\n");
}

Deno.test("docs/client.md shows all keys as they are", () => {
  const document = Deno.readTextFileSync(DOCUMENT);
  const made = `\n${tables()}\n`;
  if (Deno.env.get("UPDATE_DOCS") !== undefined) {
    const updated = document.replace(BLOCK, (_all, before, _old, after) => before + made + after);
    Deno.writeTextFileSync(DOCUMENT, updated);
    return;
  }
  assert.equal(BLOCK.exec(document)?.[2], made);
});
