/** Words of the login form, in German. */
import type { LateTexts } from "../../late_en.ts";

export const login: LateTexts["login"] = {
  title: (server) => server === "" ? "Anmelden" : `Anmelden bei ${server}`,
  registerTitle: (server) => server === "" ? "Neues Konto" : `Neues Konto bei ${server}`,
  username: "Name",
  usernameHint: "3 bis 32 Buchstaben, Ziffern, _ oder -",
  password: "Passwort",
  passwordHint: "mindestens 8 Zeichen",
  newPassword: "Neues Passwort",
  newPasswordWanted: "Der Server möchte, dass du zuerst ein anderes Passwort wählst.",
  code: "Code des zweiten Faktors",
  codeWanted: "Gib den Code deines Authenticators ein oder einen Ersatzcode.",
  invite: "Einladungscode",
  submit: "Anmelden",
  register: "Konto anlegen",
  toRegister: "Ich habe noch kein Konto",
  toLogin: "Ich habe schon ein Konto",
  closed: "Dieser Server nimmt keine neuen Konten an; frage, wer ihn betreibt.",
  working: "Einen Moment …",
  unreachable: "Der Server antwortet nicht; versuche es noch einmal",
};
