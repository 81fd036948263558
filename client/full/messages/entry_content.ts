/** What an entry of the message pane says, before it is broken into rows. */
import { isQrRow } from "../../../protocol/text/qr_code.ts";
import { foldUsername } from "../../../protocol/names.ts";
import { printable } from "../../../protocol/text/printable.ts";
import type { TrafficMode } from "../../config/config.ts";
import type { Message } from "../../../protocol/records.ts";
import type { GraphicsPowers } from "../../theme/drawing.ts";
import { restyled, type Row, type Style } from "../../theme/styled.ts";
import { isNameWithin } from "../../wording/content/kinds.ts";
import { authorText, quoteLines } from "../../wording/message_text.ts";
import type { Painting } from "../frame/painting.ts";
import { placeName, placeOf } from "../../wording/place.ts";
import type {
  Entry,
  Gathering,
  LinesEntry,
  MessageEntry,
  Pending,
  TrafficEntry,
} from "../state/state.ts";
import { pictureRows } from "./picture_lines.ts";
import { messageBody, reactionPieces, textBody } from "./message_body.ts";

/** Who speaks, in the column of names. */
export interface Label {
  readonly text: string;
  readonly style: Style;
  /** What stands behind it where there is no column of names. */
  readonly mark: string;
}

/** One line before it is broken. */
export interface Line {
  readonly row: Row;
  /** Cut instead of broken. */
  readonly isShort?: boolean;
  /** Filled to the edge with this. */
  readonly fill?: Style;
}

/** An entry in parts. */
export interface EntryContent {
  readonly timeMs: number;
  readonly label: Label;
  /** Lines above the one with the time and the name. */
  readonly above: readonly Line[];
  readonly lines: readonly Line[];
}

/** For whom, and whether nothing but the text is wanted, as it was written. */
export interface Reading {
  readonly username: string;
  readonly isBare: boolean;
  /** Of the pane. */
  readonly columns: number;
  readonly graphics?: GraphicsPowers | undefined;
  /** Which of the colours of names each one has, by the folded name. */
  readonly nickPlaces?: ReadonlyMap<string, number> | undefined;
  readonly traffic?: TrafficMode;
  readonly gathered?: Gathering["kind"] | undefined;
}

/** Names of those who came or went that are listed in one line. */
const MAX_NAMES = 8;

/** What an entry, or an own message on its way, says; `undefined` when it is not to be shown. */
export function entryContent(
  entry: Entry | Pending,
  reading: Reading,
  painting: Painting,
): EntryContent | undefined {
  if (!("kind" in entry)) return pendingContent(entry, reading, painting);
  switch (entry.kind) {
    case "message":
      return messageContent(entry, reading, painting);
    case "lines":
      return linesContent(entry, painting);
    case "traffic":
      return trafficContent(entry, reading, painting);
  }
}

function messageContent(
  { drawing, isMention, isOwn, message, picture, quoted, timeMs }: MessageEntry,
  reading: Reading,
  painting: Painting,
): EntryContent {
  const { theme, typesetter } = painting;
  const { styles } = theme;
  const nick = isMention
    ? styles.mention
    : isOwn
    ? styles.own
    : theme.nick(message.from, reading.nickPlaces?.get(foldUsername(message.from)));
  const body = messageBody(message, reading, painting)
    .map(({ isBlock, row }): Line => isBlock ? { row, fill: styles.code } : { row });
  const reactions = reading.isBare ? [] : reactionPieces(message, reading.username, painting);
  const pictures = reading.isBare || message.deleted === true
    ? []
    : pictureRows(message.file, { drawing, picture }, {
      columns: reading.columns,
      graphics: reading.graphics,
      painting,
    });
  // In a thread everything replies to what stands there.
  const quote = reading.isBare || reading.gathered === "thread" ? [] : quoteLines(message, quoted);
  const { label, lines } = spoken(
    reading.gathered === "merged" ? withPlace(body, message, { reading, painting }) : body,
    { name: authorText(message), style: nick, isWithin: isNameWithin(message) },
    painting,
  );
  return {
    timeMs,
    label,
    above: quote.map((line) => ({
      row: [typesetter.piece(line.trimStart(), styles.quote)],
      isShort: true,
    })),
    lines: [
      ...lines,
      ...pictures.map((row) => ({ row, isShort: true })),
      ...(reactions.length > 0 ? [{ row: reactions }] : []),
    ],
  };
}

/** The lines of a message with the name of its room before them. */
function withPlace(
  lines: readonly Line[],
  message: Message,
  { painting: { theme, typesetter }, reading }: { reading: Reading; painting: Painting },
): Line[] {
  const name = placeName(placeOf(message, reading.username));
  const piece = typesetter.piece(`${name} `, theme.styles.quote);
  const [first = { row: [] }, ...more] = lines;
  // A block of code is wide: the name has a line of its own.
  return first.fill === undefined
    ? [{ ...first, row: [piece, ...first.row] }, ...more]
    : [{ row: [piece] }, first, ...more];
}

function pendingContent(
  { failure, isFinal = false, isMe, sinceMs, storedId, text }: Pending,
  reading: Reading,
  painting: Painting,
): EntryContent {
  const { theme: { styles }, typesetter } = painting;
  const body = textBody(text, { ...reading, mayAddress: !isMe }, painting);
  const isSending = failure === undefined && storedId === undefined;
  const lines = body.map(({ row }, index): Line => {
    if (!isSending) return { row };
    const mark = index === body.length - 1 ? [typesetter.piece(" …")] : [];
    return { row: restyled([...row, ...mark], styles.sending) };
  });
  const what = isFinal ? "Escape takes it back onto an empty line" : "/retry sends it again";
  const remark = typesetter.piece(`not sent: ${failure} · ${what}`, styles.failed);
  const { label, lines: said } = spoken(
    lines,
    { name: printable(reading.username), style: styles.own, isWithin: isMe },
    painting,
  );
  return {
    timeMs: sinceMs,
    label,
    above: [],
    lines: failure === undefined ? said : [...said, { row: [remark] }],
  };
}

function linesContent(
  { lines, timeMs, tone }: LinesEntry,
  { theme: { code, styles }, typesetter }: Painting,
): EntryContent {
  const style = styles[tone];
  return {
    timeMs,
    label: { text: tone === "warning" ? "!" : "--", style, mark: "" },
    above: [],
    lines: lines.map((line) => ({ row: [typesetter.piece(line, isQrRow(line) ? code : style)] })),
  };
}

function trafficContent(
  { joined: allJoined, left: allLeft, spoke = [], timeMs }: TrafficEntry,
  { traffic = "all" }: Reading,
  { theme: { styles }, typesetter }: Painting,
): EntryContent | undefined {
  const isShown = (name: string) =>
    traffic === "all" || (traffic === "smart" && spoke.includes(name));
  const [joined, left] = [allJoined.filter(isShown), allLeft.filter(isShown)];
  if (joined.length === 0 && left.length === 0) return undefined;
  const parts = [
    ...(joined.length > 0 ? [`${namesText(joined)} joined`] : []),
    ...(left.length > 0 ? [`${namesText(left)} left`] : []),
  ];
  return {
    timeMs,
    label: { text: "*", style: styles.traffic, mark: "" },
    above: [],
    lines: [{ row: [typesetter.piece(parts.join(" · "), styles.traffic)] }],
  };
}

/** The name in its column, or, for what `/me` says, at the beginning of the text. */
function spoken(
  lines: readonly Line[],
  { isWithin, name, style }: { name: string; style: Style; isWithin: boolean },
  { typesetter }: Painting,
): Pick<EntryContent, "label" | "lines"> {
  if (!isWithin) return { label: { text: name, style, mark: ":" }, lines };
  const [first = { row: [] }, ...more] = lines;
  return {
    label: { text: "*", style, mark: "" },
    lines: [{ ...first, row: [typesetter.piece(`${name} `, style), ...first.row] }, ...more],
  };
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map(printable).join(", ");
  const rest = names.length - MAX_NAMES;
  return rest > 0 ? `${shown} and ${rest} ${rest === 1 ? "other" : "others"}` : shown;
}
