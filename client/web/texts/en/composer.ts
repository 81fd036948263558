/** Words of the composer, in English. */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const composer = {
  label: (place: string) => `Message to ${place}`,
  send: "Send",
  replyTo: (name: string) => `Reply to ${name}`,
  editing: "Editing your message",
  stop: "Stop",
  emoji: "Emoji",
  choices: "What this may become",
  choiceCount: (count: number) => plural(count, { one: "# choice", other: "# choices" }),
  privately: (name: string) => `This goes to ${name} alone`,
};
