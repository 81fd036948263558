/** The hooks of a room, in German. */
import type { MoreTexts } from "../../more_en.ts";

/** In German. */
export const hooks: MoreTexts["hooks"] = {
  intro:
    "Ein Hook lässt ein Programm in diesem Raum schreiben, oder sagt einem, was hier gesagt wird.",
  none: "Dieser Raum hat keine Hooks.",
  list: "Hooks",
  way: { in: "herein", out: (url) => `hinaus zu ${url}` },
  rate: (count) => `${count} in der Minute`,
  signed: "signiert",
  words: (words) => `nur ${words}`,
  used: (time) => `benutzt ${time}`,
  neverUsed: "nie benutzt",
  failing: (time) => `seit ${time} wird nichts angenommen`,
  off: (time) => `abgeschaltet ${time}`,
  by: (name, time) => `von ${name}, ${time}`,
  revoke: "Widerrufen",
  revokeHook: (name) => `Den Hook ${name} widerrufen`,
  revokeQuestion: (name) => `${name} widerrufen? Was ihn benutzt, bekommt keine Antwort mehr.`,
  resume: "Einschalten",
  resumeHook: (name) => `Den Hook ${name} einschalten`,
  make: "Hook anlegen",
  name: "Name des Hooks",
  nameHint: "Buchstaben, Ziffern, _ . -; was er sagt, steht unter diesem Namen",
  url: "Wohin er führt",
  urlHint:
    "Eine https-Adresse: Dorthin geht, was hier gesagt wird. Leer lassen, damit ein Programm hier schreiben kann",
  only: "Nur Nachrichten mit",
  onlyHint: "Eines dieser Wörter, zum Beispiel @bot; leer: alle. Nur für Hooks mit einer Adresse",
  secret: "Geheimnis für Signaturen",
  secretHint: "8 Zeichen oder mehr; leer: Was hereinkommt, muss nicht signiert sein",
  madeIn: "Die Adresse des Hooks. Sie wird nur dieses eine Mal gezeigt:",
  madeOut:
    "Das Geheimnis, mit dem seine Anfragen signiert sind. Es wird nur dieses eine Mal gezeigt:",
};
