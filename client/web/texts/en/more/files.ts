/** Words of what is done with files, in English. */
import { pluralsOf } from "../../plural.ts";

const plural = pluralsOf("en");

export const files = {
  sendTo: (place: string) => `Send to ${place}`,
  chosen: "Chosen files",
  noneChosen: "No file is left",
  caption: "Caption (may be left out)",
  leave: "Leave out",
  leaveOut: (name: string) => `Leave out ${name}`,
  tooLarge: (size: string, most: string) => `${size}: too large, this server takes up to ${most}`,
  send: (count: number, left: number) =>
    left === 0
      ? plural(count, { one: "Send # file", other: "Send # files" })
      : plural(count, { one: "Send # file that fits", other: "Send # files that fit" }),
  tooLargeToEncrypt: (most: string) =>
    `a browser encrypts files of up to ${most}; a terminal can send larger ones`,
  preparing: "Is being prepared …",
  sending: "Files on their way",
  share: (sent: string, size: string) => `${sent} of ${size}`,
  rate: (share: string, rate: string, left: string) => `${share} · ${rate} · ${left}`,
  seconds: (count: number) => plural(count, { one: "# second left", other: "# seconds left" }),
  minutes: (count: number) => plural(count, { one: "# minute left", other: "# minutes left" }),
  queued: "waits for its turn",
  waiting: "waits for a connection",
  serverFull: "the disk of the server is full: goes on when there is room",
  paused: (share: string) => `paused at ${share}`,
  saying: "has arrived",
  perhapsSaid: "may have been sent a day ago already; look, and try again if it was not",
  unreadable: "cannot be read any more: was it changed, moved or deleted?",
  missing: "was too large to be kept here: choose it again, and it goes on",
  chooseAgain: "Choose again",
  pause: "Pause",
  goOn: "Go on",
  cancel: (name: string) => `Do not send ${name}`,
  filesOf: (place: string) => `Files in ${place}`,
  files: "Files",
  search: "Search by name or caption",
  noFiles: "No file was sent here yet",
  nothingFound: "No file has this in its name or caption",
  show: "Show",
};
