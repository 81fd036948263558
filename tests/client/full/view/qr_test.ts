/** Codes that cameras read have to be dark on light in every theme. */
import assert from "node:assert/strict";
import { ScreenView } from "../../../../client/full/view/view.ts";
import { makeTheme } from "../../../../client/theme/theme.ts";
import { isQrRow, qrRows } from "../../../../protocol/text/qr_code.ts";
import { LIST, richState, withActive } from "../support/rich_state.ts";

const SIZE = { columns: 60, rows: 30 };
const ROWS = await qrRows("otpauth://totp/chat:alice?secret=ABCDEFGH&issuer=chat");

function codesOfCode(name: "dark" | "light", isList: boolean): Set<string> {
  const view = new ScreenView({ theme: makeTheme({ name }, 256), widthOf: (text) => text.length });
  const items = ROWS.map((text, index) => ({
    key: String(index),
    left: "",
    text,
    found: [],
    detail: "",
    isHeading: false,
  }));
  const state = isList
    ? {
      ...richState(),
      overlay: { ...LIST, items, selected: 1, purpose: { kind: "text" } as const },
    }
    : withActive(richState(), {
      entries: [{ kind: "lines", id: 1, sub: 1, timeMs: 0, lines: ROWS, tone: "answer" }],
    });
  const pieces = view.frame(state, SIZE).content.flat().filter(({ text }) => isQrRow(text.trim()));
  assert.ok(pieces.length >= ROWS.length - 1);
  return new Set(pieces.map(({ style }) => style.codes));
}

for (const name of ["dark", "light"] as const) {
  for (const isList of [false, true]) {
    Deno.test(`ScreenView.frame() draws a code white on black in the ${name} theme, ${isList ? "in a list" : "among messages"}`, () => {
      assert.deepEqual(codesOfCode(name, isList), new Set(["38;5;231;48;5;16"]));
    });
  }
}

Deno.test("isQrRow() knows every row of a code, and nothing that people write", () => {
  for (const row of ROWS) assert.ok(isQrRow(row), row);
  for (const text of ["", " ".repeat(40), "██", "█".repeat(30) + "x"]) assert.ok(!isQrRow(text));
});
