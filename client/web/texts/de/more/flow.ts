/** Words for what goes over connections, in German. */
import type { MoreTexts } from "../../more_en.ts";

export const flow: MoreTexts["flow"] = {
  accounts: "Leute online",
  connections: "Verbindungen",
  waiting: "Wartende Zeilen",
  sent: "Gesendete Zeilen",
  received: "Empfangen",
  leftOut: "Ausgelassen",
  gaps: "Lücken",
};
