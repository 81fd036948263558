/** Tokens of programs, and bots, in German. */
import type { MoreTexts } from "../../more_en.ts";

/** In German. */
export const programs: MoreTexts["programs"] = {
  tokenTitle: "Token für ein Programm",
  tokenHint:
    "Lässt ein Skript als dich herein, ohne dein Passwort. Es steht in dieser Liste und endet " +
    "von selbst, wenn es 90 Tage lang nichts benutzt hat",
  tokenName: "Für welches Programm",
  makeToken: "Token anlegen",
  made: (name) =>
    `Mit diesem Token kommt ein Programm als ${name} herein. Es wird nur jetzt gezeigt:`,
  program: (name) => `Token ${name}`,
  intro:
    "Ein Bot ist das Konto eines Programms. Nur Tokens kommen herein, und alle sehen, dass es " +
    "einer ist.",
  list: "Bots",
  none: "Es gibt keine Bots.",
  since: (time) => `seit ${time}`,
  noTokens: "ohne Token",
  used: (time, address) => `benutzt ${time} von ${address}`,
  revoke: "Widerrufen",
  revokeToken: (name, bot) => `Das Token ${name} von ${bot} widerrufen`,
  revokeQuestion: (name) => `${name} widerrufen? Was es benutzt, ist sofort draußen.`,
  newBot: "Neuer Bot",
  botName: "Name des Bots",
  makeBot: "Bot anlegen",
  newToken: "Neues Token eines Bots",
  whichBot: "Für den Bot",
};
