/** Why the server refuses something, in German. */
import type { ErrorCode } from "../../../../protocol/errors.ts";

/**
 * By the code of the refusal; what is not here is said as the server says it. What only clients with
 * keys are told is left out, because the page has none yet.
 */
const SENTENCES: { readonly [Code in ErrorCode]?: string } = {
  account_banned: "Du bist auf diesem Server gesperrt",
  address_banned: "Verbindungen von deiner Adresse sind auf diesem Server gesperrt",
  already_connected: "Dieses Konto ist schon von anderswo verbunden",
  banned: "Du bist in diesem Raum gesperrt",
  bad_code: "Dieser Code stimmt nicht, oder er gilt nicht mehr",
  bad_credentials: "Falscher Benutzername oder falsches Passwort",
  bad_emoji: "Eine Reaktion ist genau ein Emoji",
  bad_field: "Eine Angabe fehlt oder hat die falsche Art",
  bad_file: "Die Angaben zu der Datei haben nicht die richtige Form",
  encryption_required: "Diese Unterhaltung ist verschlüsselt: das kann nur das Terminal",
  bad_key: "Dieser Raum braucht einen Schlüssel, oder einen anderen; wer eingeladen wurde, keinen",
  bad_network: "Eine Adresse oder ein Netz ist wie 192.0.2.7, 192.0.2.0/24 oder 2001:db8::/32",
  bad_invite: "Dieser Einladungscode gilt nicht, oder nicht mehr",
  bad_pattern: "Mit diesem Wort oder Muster kann nicht gefiltert werden",
  bad_password: "Dieses Passwort wird nicht angenommen",
  bad_room_name: "Namen von Räumen sind 1 bis 32 der Zeichen a-z, Ziffern, _ und -",
  bad_search: "Diese Suche ist nicht zu verstehen",
  bad_username: "Benutzernamen sind 3 bis 32 der Zeichen A-Z, Ziffern, _ und -",
  busy: "Der Server hat gerade zu viel zu tun; versuche es in ein paar Sekunden noch einmal",
  code_required: "Dieses Konto hat einen zweiten Faktor: melde dich auch mit einem Code davon an",
  empty_text: "Eine Nachricht braucht einen Text",
  file_too_large: "Diese Datei ist größer, als dieser Server annimmt",
  has_second_factor: "Du hast schon einen zweiten Faktor; nimm ihn erst weg",
  hash_mismatch:
    "Angekommen ist nicht, was gesendet wurde: die Prüfsumme der Datei ist eine andere",
  filtered: "Die Filter hier lassen diese Nachricht nicht durch",
  internal: "Im Server ging etwas schief; es steht in seinem Protokoll",
  invite_only: "In diesen Raum kommt man nur mit Einladung; bitte jemanden, der darin ist",
  last_owner: "Ein Raum braucht jemanden, dem er gehört; bestimme erst jemand anderen",
  login_required: "Melde dich erst an",
  muted: "Du bist stummgeschaltet und kannst hier nicht schreiben",
  name_taken: "Dieser Name ist vergeben; wähle einen anderen",
  no_right: "Das darfst du hier nicht",
  no_second_factor: "Du hast keinen zweiten Faktor",
  no_such_measure: "Diese Maßnahme gibt es nicht, oder sie ist zu Ende",
  no_such_filter: "Diesen Filter gibt es nicht, oder du darfst ihn nicht ändern",
  no_such_message: "Diese Nachricht gibt es nicht, oder du darfst sie nicht lesen",
  no_such_report: "Diese Meldung gibt es nicht, oder sie ist nicht deine Sache",
  no_such_room: "Diesen Raum gibt es nicht, oder du bist nicht darin",
  no_such_session: "Diese Anmeldung hast du nicht",
  no_such_upload: "Diese Übertragung gibt es nicht mehr; sende die Datei noch einmal",
  no_such_user: "Es gibt kein Konto mit diesem Namen",
  not_a_member: "Du bist nicht in diesem Raum; tritt ihm erst bei",
  outcome_unknown: "Es ist nicht bekannt, ob das geschehen ist; sieh nach, ehe du es wiederholst",
  password_change_required: "Wähle ein anderes Passwort: wer diesen Server betreibt, bittet darum",
  quota_exceeded: "Dafür ist kein Platz mehr",
  read_only: "Du darfst hier lesen, aber nicht schreiben",
  registration_closed: "Dieser Server nimmt keine neuen Konten an",
  room_full: "Dieser Raum nimmt niemanden mehr auf",
  slow_down: "Zu viele Versuche; warte einen Augenblick",
  storage_full: "Die Platte des Servers ist voll: bis Platz ist, kann nichts gespeichert werden",
  storage_lost: "Der Server hat verloren, worin er speichert; wer ihn betreibt, muss danach sehen",
  text_too_long: "Eine Nachricht hat höchstens 8192 Bytes Text",
  too_many_connections: "Der Server hat alle Verbindungen, die er haben kann; versuche es später",
  too_many_filters: "Hier sind so viele Filter, wie es geben darf; entferne erst einen",
  too_many_reactions: "Diese Nachricht hat alle Reaktionen, die sie haben kann",
  too_many_rooms: "Du bist in so vielen Räumen, wie ein Konto sein darf",
  upload_incomplete: "Diese Datei ist noch nicht ganz angekommen",
};

/** Why, in German; `usual` says whether the server has said nothing beyond what the code means. */
export const refusals = {
  sentence: (code: string, said: string, isUsual: boolean) => {
    const known = Object.hasOwn(SENTENCES, code) ? SENTENCES[code as ErrorCode] : undefined;
    if (known === undefined) return said;
    return isUsual ? known : `${known} (${said})`;
  },
};
