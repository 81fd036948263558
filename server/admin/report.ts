/** What a command of `chat admin` has to say, for people and for programs. */
import { printable, printableJson } from "../../protocol/text/printable.ts";

/** What it says in two forms: lines of text, and objects of which each is printed as a line of JSON. */
export interface Report {
  lines: string[];
  objects: object[];
}

/** A report in one sentence about something that was done. */
export function done(sentence: string, object: object = {}): Report {
  return { lines: [sentence], objects: [{ ok: true, ...object }] };
}

/** A list with a heading above its columns; the heading alone says that it is empty. */
export function list<T extends object>(
  objects: readonly T[],
  columns: readonly string[],
  cells: (object: T) => readonly string[],
): Report {
  return { lines: tableLines([columns, ...objects.map(cells)]), objects: [...objects] };
}

/** A thing with what there is to know about it, one line each. */
export function facts(object: object, rows: readonly (readonly [string, string])[]): Report {
  return { lines: tableLines(rows), objects: [object] };
}

/** What is printed: nothing in it can be acted on by a terminal, whatever names and texts hold. */
export function reportText({ lines, objects }: Report, isJson: boolean): string {
  const printed = isJson
    ? objects.map((object) => printableJson(JSON.stringify(object)))
    : lines.map(printable);
  return printed.map((line) => `${line}\n`).join("");
}

/** Rows with their cells below each other; the last column is as long as it is. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, [...cell].length);
    }
  }
  return rows.map((row) =>
    row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ").trimEnd()
  );
}

/** `2026-11-20 17:00` in UTC, of a time on the wire. */
export function minuteOf(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}
