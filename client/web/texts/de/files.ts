/** Words of the files in the conversation, in German. */
import type { Texts } from "../en.ts";

export const files: Texts["files"] = {
  attach: "Dateien senden",
  drop: "Loslassen, um zu senden",
  save: (name, size) => `${name} sichern, ${size}`,
  gone: (name) => `${name} gibt es nicht mehr`,
  unreachable: "kann gerade nicht geladen werden",
  none: "Dieser Server nimmt keine Dateien an",
};
