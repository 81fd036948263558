/** Words of the dialogs about one message, in English. */
import { pluralsOf } from "../../plural.ts";

const plural = pluralsOf("en");

export const message = {
  title: (name: string) => `Message of ${name}`,
  copy: "Copy the text",
  author: (name: string) => `About ${name}`,
  edits: "Show earlier versions",
  markUnread: "Mark as unread from here",
  remove: "Delete",
  report: "Report",
  removeTitle: "Delete this message?",
  removeBody: "Nobody will be able to read it any more.",
  reportTitle: "Report this message",
  reportBody: "Those who keep order here look at it.",
  reason: "Why (may be left out)",
  send: "Report",
  reported: "It is reported",
  editsTitle: "Earlier versions",
  noEdits: "There is nothing of it any more",
  emojiTitle: "Choose an emoji",
  emojiSearch: "Search emoji",
  recent: "Used lately",
  found: (count: number) => plural(count, { one: "# emoji found", other: "# emoji found" }),
  tone: "Skin tone",
  noTone: "no skin tone",
  toneNumber: (number: number) => `skin tone ${number}`,
  categories: {
    "Smileys & Emotion": "Smileys and emotion",
    "People & Body": "People",
    "Animals & Nature": "Animals and nature",
    "Food & Drink": "Food and drink",
    "Travel & Places": "Travel and places",
    "Activities": "Activities",
    "Objects": "Objects",
    "Symbols": "Symbols",
    "Flags": "Flags",
  } as Readonly<Record<string, string>>,
};
