/** Words of the composer, in German. */
import type { Texts } from "../en.ts";

export const composer: Texts["composer"] = {
  label: (place) => `Nachricht an ${place}`,
  send: "Senden",
  replyTo: (name) => `Antwort an ${name}`,
  editing: "Du bearbeitest deine Nachricht",
  stop: "Beenden",
  privately: (name) => `Das geht nur an ${name}`,
};
