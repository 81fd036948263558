/** Words of the composer, in German. */
import { pluralsOf } from "../plural.ts";
import type { Texts } from "../en.ts";

const plural = pluralsOf("de");

export const composer: Texts["composer"] = {
  label: (place) => `Nachricht an ${place}`,
  send: "Senden",
  replyTo: (name) => `Antwort an ${name}`,
  editing: "Du bearbeitest deine Nachricht",
  stop: "Beenden",
  emoji: "Emoji",
  choices: "Was daraus werden kann",
  choiceCount: (count) => plural(count, { one: "# Vorschlag", other: "# Vorschläge" }),
  privately: (name) => `Das geht nur an ${name}`,
};
