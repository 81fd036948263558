/** Terminals in memory that show frames, of different minds about how wide characters are. */
import assert from "node:assert/strict";
import graphemes from "@xterm/addon-unicode-graphemes";
import unicode11 from "@xterm/addon-unicode11";
import xterm from "@xterm/headless";
import type { Frame, Size } from "../../../../client/full/frame/frame.ts";
import type { CellsOf } from "../../../../client/full/frame/row_output.ts";
import { rowText } from "./row_text.ts";

/**
 * What a terminal thinks of characters: as in Unicode 6 (emoji are narrow), as in Unicode 11 (each
 * code point for itself), or whole clusters as people see them.
 */
export const UNICODE_VERSIONS = ["6", "11", "15-graphemes"] as const;

/** One of {@linkcode UNICODE_VERSIONS}. */
export type UnicodeVersion = typeof UNICODE_VERSIONS[number];

/** A terminal in memory. */
export class HeadlessScreen implements Disposable {
  readonly terminal: xterm.Terminal;

  constructor({ columns, rows }: Size, version: UnicodeVersion = "15-graphemes") {
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
    this.terminal.loadAddon(new unicode11.Unicode11Addon());
    this.terminal.loadAddon(new graphemes.UnicodeGraphemesAddon());
    this.terminal.unicode.activeVersion = version;
  }

  /** Resolves when the terminal has taken in `output`. */
  write(output: string): Promise<void> {
    return new Promise((resolve) => this.terminal.write(output, resolve));
  }

  /** The characters of a row by column; empty behind a wide one. */
  cells(row: number): string[] {
    const { active } = this.terminal.buffer;
    const line = active.getLine(active.viewportY + row);
    return Array.from({ length: this.terminal.cols }, (_, column) => {
      const cell = line?.getCell(column);
      return cell?.getWidth() === 0 ? "" : cell?.getChars() || " ";
    });
  }

  /** What is on the screen. */
  text(): string {
    return Array.from(
      { length: this.terminal.rows },
      (_, row) => this.cells(row).join("").trimEnd(),
    )
      .join("\n");
  }

  [Symbol.dispose](): void {
    this.terminal.dispose();
  }
}

/** Letters and lines of which no terminal thinks otherwise. */
const PLAIN_CELL = /^[\x20-\x7e│─]$/;

/** The plain cells are the same; the others begin with the same code point in the same column. */
export function assertShows(screen: HeadlessScreen, frame: Frame, cellsOf: CellsOf): void {
  for (let row = 0; row < frame.rows; row++) {
    const actual = screen.cells(row);
    for (const [column, cell] of frameCells(frame, row, cellsOf).entries()) {
      // Some terminals draw the signs of numbers onto what is before them.
      if (cell === "" || /^\p{Cf}/u.test(cell)) continue;
      const where = `row ${row}, column ${column}: ${JSON.stringify(actual.join(""))}`;
      if (PLAIN_CELL.test(cell)) assert.equal(actual[column], cell, where);
      else assert.equal([...actual[column] ?? ""][0], [...cell][0], where);
    }
  }
}

/** The characters of a row of a frame by column; empty behind a wide one. */
function frameCells(frame: Frame, row: number, cellsOf: CellsOf): string[] {
  return (frame.content[row] ?? []).flatMap(({ text }) =>
    cellsOf(text).flatMap((cell) => [
      cell.text,
      ...Array.from({ length: cell.width - 1 }, () => ""),
    ])
  );
}

/** A frame as text. */
export function frameText({ content }: Frame): string {
  return content.map((row) => rowText(row).trimEnd()).join("\n");
}
