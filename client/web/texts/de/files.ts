/** Words of the files in the conversation, in German. */
import type { Texts } from "../en.ts";

export const files: Texts["files"] = {
  attach: "Dateien senden",
  drop: "Loslassen, um zu senden",
  save: (name, size) => `${name} sichern, ${size}`,
  gone: (name) => `${name} gibt es nicht mehr`,
  unreachable: "kann gerade nicht geladen werden",
  opening: "wird geöffnet",
  damaged: "ist nicht, was gesendet wurde, und wurde nicht gesichert",
  tooLarge: "ist zu groß, um hier geöffnet zu werden; ein Terminal kann es",
  none: "Dieser Server nimmt keine Dateien an",
};
