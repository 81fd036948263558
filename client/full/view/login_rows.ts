/** Draws the login form. */
import { blank, PLAIN, type Row, rowWidth, type Style } from "../../theme/styled.ts";
import { type FormLine, LABEL_COLUMNS } from "../form/login_form_lines.ts";
import type { Painting } from "../frame/painting.ts";
import { inputRow } from "./input_rows.ts";
import type { DrawnOverlay } from "./list_overlay.ts";
import type { PaneSize } from "./room_list.ts";

/** The form is no wider than this. */
const MAX_COLUMNS = 76;

/**
 * Exactly `rows` rows with the form in the middle; when it is too long, the part with the cursor or
 * else its beginning.
 */
export function loginRows(
  lines: readonly FormLine[],
  { columns, rows }: PaneSize,
  painting: Painting,
): DrawnOverlay {
  const inner = Math.min(MAX_COLUMNS, columns - (columns > 30 ? 4 : 0));
  const left = Math.floor((columns - inner) / 2);
  const drawn: Row[] = [];
  let cursor: { row: number; column: number } | undefined;
  // In a low terminal empty lines are a waste.
  const isLow = lines.length > rows;
  for (const line of lines) {
    if (line.kind === "blank" && isLow) continue;
    if (line.kind === "field" && line.hasFocus) {
      const { column, row } = fieldRow(line, inner, painting);
      cursor = { row: drawn.length, column: left + column };
      drawn.push(row);
    } else drawn.push(...lineRows(line, inner, painting));
  }
  const above = Math.max(0, Math.floor((rows - drawn.length) / 3));
  const wanted = cursor?.row ?? 0;
  const first = Math.max(
    0,
    Math.min(wanted - Math.floor(rows / 2), drawn.length - rows),
  );
  const shown = drawn.slice(first, first + rows).map((row) =>
    painting.typesetter.fit([blank(left), ...row], columns)
  );
  const filled = [
    ...Array.from({ length: above }, () => [blank(columns)]),
    ...shown,
    ...Array.from({ length: rows - above - shown.length }, () => [blank(columns)]),
  ];
  return {
    rows: filled,
    ...(cursor === undefined
      ? {}
      : { cursor: { row: cursor.row - first + above, column: cursor.column } }),
  };
}

function lineRows(line: FormLine, columns: number, painting: Painting): Row[] {
  const { theme: { styles }, typesetter } = painting;
  switch (line.kind) {
    case "title":
      return [
        typesetter.fit([typesetter.piece(` ${line.text}`, styles.title)], columns, styles.title),
      ];
    case "text":
      return typesetter.wrap([typesetter.piece(line.text, toneOf(line.tone, styles))], { columns });
    case "blank":
      return [[]];
    case "tabs":
      return [
        line.tabs.flatMap(({ isChosen, text }) => [
          typesetter.piece(
            isChosen ? `[${text}]` : ` ${text} `,
            isChosen ? line.hasFocus ? styles.listSelected : styles.own : styles.remark,
          ),
          blank(1),
        ]),
      ];
    case "field":
      return [fieldRow(line, columns, painting).row];
    case "choice": {
      const row = [
        typesetter.piece(line.isChosen ? "> " : "  "),
        typesetter.piece(line.text),
        typesetter.piece(line.detail === "" ? "" : `  ${line.detail}`, styles.remark),
      ];
      return [
        line.isChosen
          ? typesetter.fit(row, columns).map((piece) => ({ ...piece, style: styles.listSelected }))
          : row,
      ];
    }
  }
}

/** A label and what is typed, in one row that goes along with the cursor. */
function fieldRow(
  { after, before, hasFocus, isWrong, label }: Extract<FormLine, { kind: "field" }>,
  columns: number,
  painting: Painting,
): { row: Row; column: number } {
  const { theme: { styles }, typesetter } = painting;
  const labelStyle = isWrong ? styles.failed : hasFocus ? styles.prompt : styles.remark;
  const labelColumns = Math.min(LABEL_COLUMNS, Math.floor(columns / 2));
  const head = [
    ...typesetter.fitRight([typesetter.piece(label, labelStyle)], labelColumns),
    typesetter.piece(": ", labelStyle),
  ];
  const space = Math.max(1, columns - rowWidth(head));
  const input = inputRow({
    line: { before, after, cut: "" },
    prompt: "",
    columns: space,
    style: styles.field,
    promptStyle: PLAIN,
  }, painting);
  const [typed = []] = input.rows;
  return {
    row: [...head, ...typed.map((piece) => ({ ...piece, style: styles.field }))],
    column: rowWidth(head) + input.cursor.column,
  };
}

function toneOf(
  tone: Extract<FormLine, { kind: "text" }>["tone"],
  styles: Painting["theme"]["styles"],
): Style {
  switch (tone) {
    case "normal":
      return PLAIN;
    case "dim":
      return styles.remark;
    case "bad":
      return styles.failed;
  }
}
