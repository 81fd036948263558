/** Words of the conversation, in English. */
import { pluralsOf } from "../plural.ts";

const plural = pluralsOf("en");

export const timeline = {
  log: (place: string) => `Messages in ${place}`,
  newMessages: "New messages",
  loading: "Loading …",
  empty: "Nothing has been written here yet. Be the first.",
  beginning: "This is where the conversation begins.",
  hook: "hook",
  edited: "edited",
  deleted: "(deleted)",
  marks: { plain: "NOT encrypted", unverified: "cannot be verified" },
  earlier: "an earlier message",
  toQuoted: "Go to the message that this one answers",
  reaction: (emoji: string, count: number, names: string) =>
    `${emoji}: ${plural(count, { one: "# person", other: "# people" })} (${names})`,
  actions: {
    toolbar: "What to do with this message",
    react: "React",
    reply: "Reply",
    edit: "Edit",
    more: "More",
  },
  toEnd: (count: number) =>
    count === 0
      ? "To the newest message"
      : plural(count, { one: "# new message", other: "# new messages" }),
  waiting: "not sent yet",
  failed: (why: string) => `not sent: ${why}`,
  retry: "Send again",
  takeBack: "Change it",
  joined: (names: string) => `${names} joined`,
  left: (names: string) => `${names} left`,
  more: (count: number) => plural(count, { one: "# more", other: "# more" }),
  typing: (names: readonly string[]) =>
    names.length > 3
      ? "several people are typing …"
      : `${new Intl.ListFormat("en").format(names)} ${names.length === 1 ? "is" : "are"} typing …`,
};
