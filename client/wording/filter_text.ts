/** Says what is filtered and what was reported; what others wrote is made harmless here. */
import { printable } from "../../protocol/text/printable.ts";
import type { FilterInfo, ReportInfo } from "../../protocol/records.ts";
import { momentOf } from "../text/times.ts";
import { saidExcerpt } from "./message_text.ts";

/** One line for each filter, with the number that `/unfilter` takes: `3: mask word darn (by …)`. */
export function filterLines(filters: readonly FilterInfo[]): string[] {
  return filters.map(({ by, does, filter, kind, pattern, time }) => {
    const shown = kind === "pattern" ? `/${pattern}/` : pattern;
    return `${Number(filter)}: ${printable(does)} ${printable(shown)} ` +
      `(by ${printable(by)}, ${momentOf(time)})`;
  });
}

/** Two lines for each report, with the number that `/resolve` takes. */
export function reportLines(reports: readonly ReportInfo[]): string[] {
  return reports.flatMap((report) => {
    const { by, from, note, reason, resolved, room, time, to } = report;
    const where = room === undefined
      ? `privately to ${printable(String(to))}`
      : `in #${printable(room)}`;
    const why = reason === undefined ? "" : `: ${printable(reason)}`;
    const end = resolved === undefined
      ? ""
      : ` — resolved by ${printable(String(report.resolved_by))}: ${printable(String(note))}`;
    return [
      `${Number(report.report)}: ${printable(from)} ${where} ` +
      `(reported by ${printable(by)}, ${momentOf(time)}${why})${end}`,
      `   ${saidExcerpt(report)}`,
    ];
  });
}
