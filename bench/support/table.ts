/** Writes results as a table that reads well in a terminal and in Markdown. */
import type { Result } from "../scenario.ts";

/** A result over several runs. */
export interface Row {
  what: string;
  unit: string;
  target: string;
  ours: readonly number[];
  ceiling: readonly number[];
}

/** Gathers the results of several runs by what they measure, in the order of the first run. */
export function gatherRows(results: readonly Result[]): Row[] {
  const rows = new Map<string, { row: Row; ours: number[]; ceiling: number[] }>();
  for (const result of results) {
    const { what, unit, target } = result;
    let entry = rows.get(what);
    if (entry === undefined) {
      const ours: number[] = [];
      const ceiling: number[] = [];
      entry = { row: { what, unit, target, ours, ceiling }, ours, ceiling };
      rows.set(what, entry);
    }
    entry.ours.push(result.ours);
    if (result.ceiling !== undefined) entry.ceiling.push(result.ceiling);
  }
  return [...rows.values()].map(({ row }) => row);
}

/** The table, with medians and the range of ours. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [
    ["what", "ours", "target", "ceiling", "lowest – highest"],
    ...rows.map(({ what, unit, target, ours, ceiling }) => [
      what,
      `${figure(median(ours))} ${unit}`,
      target === "" ? "" : `${target} ${unit}`,
      ceiling.length === 0 ? "" : `${figure(median(ceiling))} ${unit}`,
      `${figure(Math.min(...ours))} – ${figure(Math.max(...ours))}`,
    ]),
  ];
  return markdownTable(cells);
}

/** Rows of cells as a table, of which the first is the heading. */
export function markdownTable(cells: readonly (readonly string[])[]): string {
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0))
  );
  const lines = cells.map((row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`
  );
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

/** The middle of the values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((first, second) => first - second);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}

function figure(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
