/** Words of the conversation, in German. */
import { pluralsOf } from "../plural.ts";
import type { Texts } from "../en.ts";

const plural = pluralsOf("de");

export const timeline: Texts["timeline"] = {
  log: (place) => `Nachrichten in ${place}`,
  newMessages: "Neue Nachrichten",
  loading: "Lade …",
  empty: "Hier hat noch niemand etwas geschrieben. Fang doch an.",
  beginning: "Hier beginnt das Gespräch.",
  hook: "Hook",
  edited: "bearbeitet",
  deleted: "(gelöscht)",
  marks: { plain: "NICHT verschlüsselt", unverified: "kann nicht geprüft werden" },
  earlier: "eine frühere Nachricht",
  toQuoted: "Zur Nachricht gehen, auf die diese antwortet",
  reaction: (emoji, count, names) =>
    `${emoji}: ${plural(count, { one: "# Person", other: "# Leute" })} (${names})`,
  actions: {
    toolbar: "Was man mit dieser Nachricht tun kann",
    react: "Reagieren",
    reply: "Antworten",
    edit: "Bearbeiten",
    more: "Mehr",
  },
  toEnd: (count) =>
    count === 0
      ? "Zur neuesten Nachricht"
      : plural(count, { one: "# neue Nachricht", other: "# neue Nachrichten" }),
  waiting: "noch nicht gesendet",
  failed: (why) => `nicht gesendet: ${why}`,
  retry: "Noch einmal senden",
  takeBack: "Ändern",
  joined: (names) => `${names} ist da`,
  left: (names) => `${names} ist gegangen`,
  more: (count) => plural(count, { one: "# weiterer", other: "# weitere" }),
  typing: (names) =>
    names.length > 3
      ? "mehrere schreiben …"
      : `${new Intl.ListFormat("de").format(names)} ${
        names.length === 1 ? "schreibt" : "schreiben"
      } …`,
};
