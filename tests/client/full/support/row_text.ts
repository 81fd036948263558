/** What stands in a row. */
import type { Row } from "../../../../client/theme/styled.ts";

/** The text of a row, without its looks. */
export function rowText(row: Row): string {
  return row.map(({ text }) => text).join("");
}
