/** Writes how files on their way stand. */
import { isGoing, isOver, secondsLeft, type Transfer } from "../transfer/transfer.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { placeName } from "../wording/place.ts";

/** `1  ↑ photo.png → #general  43 % of 1.2 MiB, 300.0 KiB/s, 0:12 left` */
export function transferLine(transfer: Transfer): string {
  const { kind, name, number, path, to } = transfer;
  const where = to !== undefined ? ` → ${placeName(to)}` : path !== undefined ? ` → ${path}` : "";
  return `${number}  ${kind === "upload" ? "↑" : "↓"} ${name}${where}  ${standing(transfer)}`;
}

/** All that go on by themselves, in a few words: `↑ photo.png 43 % 0:12`; empty when there are none. */
export function transfersText(transfers: readonly Transfer[]): string {
  const going = transfers.filter(isGoing);
  const [first] = going;
  if (first === undefined) return "";
  const moving = going.find(({ state }) => state === "moving") ?? first;
  const arrow = moving.kind === "upload" ? "↑" : "↓";
  const left = secondsLeft(moving);
  const parts = [
    `${arrow} ${shortName(moving.name)}`,
    moving.state === "moving" ? percent(moving) : STATES[moving.state],
    moving.bytesPerSecond === undefined ? "" : `${bytesText(moving.bytesPerSecond)}/s`,
    left === undefined ? "" : durationText(left),
    going.length > 1 ? `+${going.length - 1}` : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** What people are told when a transfer has ended; nothing where its message says it. */
export function endedText(transfer: Transfer): string | undefined {
  const { bytes, kind, name, number, path, reason, state } = transfer;
  if (state === "failed") {
    const what = kind === "upload" ? `${name} was not sent` : `${name} was not fetched`;
    return `${what}: ${reason ?? "something went wrong"}; /transfers resume ${number} tries again`;
  }
  return kind === "download" && path !== undefined
    ? `${name} is in ${path} (${bytesText(bytes ?? 0)})`
    : undefined;
}

/** What people are told when the disk of the server is full. */
export function fullText({ name, number }: Transfer): string {
  return `${name} waits: the disk of the server is full. It goes on by itself when there is room, ` +
    `for a day; /transfers cancel ${number} gives it up`;
}

/** `0:12`, `3:05`, `2:00:00`. */
export function durationText(seconds: number): string {
  const whole = Math.min(Math.ceil(seconds), 359_999);
  const two = (number: number) => String(number).padStart(2, "0");
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

const STATES: Readonly<Record<Transfer["state"], string>> = {
  queued: "waits for its turn",
  checking: "is read",
  moving: "",
  waiting: "waits for the server",
  saying: "is about to be said",
  paused: "is paused",
  done: "done",
  failed: "failed",
  cancelled: "given up",
};

function standing(transfer: Transfer): string {
  const { bytes, bytesPerSecond, reason, state } = transfer;
  const left = secondsLeft(transfer);
  const of = bytes === undefined ? "" : ` of ${bytesText(bytes)}`;
  if (state === "moving") {
    return [
      `${bar(transfer)}${percent(transfer)}${of}`,
      bytesPerSecond === undefined ? "" : `${bytesText(bytesPerSecond)}/s`,
      left === undefined ? "" : `${durationText(left)} left`,
    ].filter((part) => part !== "").join(", ");
  }
  const why = reason === undefined ? "" : `: ${reason}`;
  const far = isOver(transfer) || state === "queued" ? "" : `, ${percent(transfer)}${of}`;
  return `${STATES[state]}${why}${far}`;
}

/** Eight characters of progress. */
function bar({ bytes, done }: Transfer): string {
  if (bytes === undefined || bytes === 0) return "";
  const full = Math.min(8, Math.floor(8 * done / bytes));
  return `[${"#".repeat(full)}${"-".repeat(8 - full)}] `;
}

function percent({ bytes, done }: Transfer): string {
  if (bytes === undefined) return bytesText(done);
  return bytes === 0 ? "100 %" : `${Math.min(100, Math.floor(100 * done / bytes))} %`;
}

function shortName(name: string): string {
  const characters = Array.from(name);
  return characters.length <= 24 ? name : `${characters.slice(0, 23).join("")}…`;
}
