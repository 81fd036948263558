/** Words about end-to-end encryption, in German. */
import type { MoreTexts } from "../../more_en.ts";
import { pluralsOf } from "../../plural.ts";

const plural = pluralsOf("de");

export const keys: MoreTexts["keys"] = {
  title: "Verschlüsselung",
  intro: "Private Nachrichten zwischen Leuten, die das eingeschaltet haben, werden auf ihren " +
    "Geräten verschlüsselt: Der Server kann sie nicht lesen. Er sieht weiter, wer wem wann " +
    "schreibt, und wer ihn betreibt, könnte dir eine Seite schicken, die Schlüssel verrät; " +
    "dagegen hilft nur das Terminal.",
  turnOn: "Verschlüsselung einschalten",
  turnOff: "Verschlüsselung ausschalten",
  turnOffQuestion:
    "Private Nachrichten von jetzt an im Klartext senden? Wer dir schreibt, erfährt es.",
  isOn: "Die Verschlüsselung ist an: Private Nachrichten an alle, die sie auch haben, werden " +
    "verschlüsselt.",
  isOff: "Du hast die Verschlüsselung ausgeschaltet: Was du schreibst, ist Klartext.",
  cannot: "Schlüssel können hier nicht aufbewahrt werden: Dieser Browser behält nichts für diese " +
    "Seite (wie in manchen privaten Fenstern) oder ist zu alt dafür, die Seite kam nicht über HTTPS, oder der Server " +
    "ist zu alt. Alles andere geht.",
  devices: "Geräte, die Verschlüsseltes lesen",
  device: (kind, ordinal) =>
    kind === "recovery"
      ? "Wiederherstellungscode"
      : `${kind === "web" ? "Browser" : "Terminal"} ${ordinal}`,
  since: (day) => `seit ${day}`,
  thisOne: "dieser Browser",
  loggedIn: "angemeldet",
  notLoggedIn: "nicht angemeldet",
  notLoggedInSince: (day) => `nicht angemeldet, benutzt ${day}`,
  unused: (days) =>
    `Seit ${days} Tagen oder länger nicht benutzt; so ein Gerät ist vielleicht verloren.`,
  removeUnused: "Die nicht benutzten entfernen",
  removeUnusedQuestion: (devices) => `${devices} soll nichts mehr lesen, was von jetzt an kommt?`,
  remove: "Entfernen",
  removeWhich: (name) => `${name} entfernen`,
  removeQuestion: (name) => `${name} soll nichts mehr lesen, was von jetzt an kommt?`,
  link: "Ein anderes Gerät verbinden",
  linkHint:
    "Melde dich auf dem anderen Gerät an und tippe dort innerhalb von zehn Minuten diesen " +
    "Code ein: in der Seite unter Einstellungen, Verschlüsselung, in einem Terminal hinter " +
    "/devices link. Zeige ihn sonst niemandem.",
  showCode: "Code zeigen",
  linkCode: "Code für das andere Gerät",
  newCode: "Neuer Wiederherstellungscode",
  newCodeQuestion: "Der bisherige Code nützt dann nichts mehr. Einen anderen machen?",
  codeWaits: {
    line:
      "Private Nachrichten sind Ende zu Ende verschlüsselt. Ein Wiederherstellungscode öffnet " +
      "sie, wenn dieser Browser verloren ist.",
    show: "Code zeigen",
    no: "Darauf verzichten",
  },
  codeTitle: "Dein Wiederherstellungscode",
  codeLines: (code, account) => [
    "Deine privaten Nachrichten werden von jetzt an Ende zu Ende verschlüsselt. Das ist dein " +
    "Wiederherstellungscode:",
    "",
    `    ${code}`,
    "",
    `Schreibe ihn auf und bewahre ihn auf: Mit ihm kann ${account} alles wieder lesen, wenn alle ` +
    "Geräte verloren sind.",
    "Er wird einmal gezeigt, und niemand sonst hat ihn, auch der Server nicht.",
  ],
  forget: "Schlüssel dieses Browsers vergessen",
  forgetQuestion: "Ohne ein anderes Gerät oder den Wiederherstellungscode kann nichts " +
    "Verschlüsseltes mehr gelesen werden. Vergessen?",
  lockedCount: (count) =>
    plural(count, {
      one: "# verschlüsseltes Gespräch ist hier nicht lesbar.",
      other: "# verschlüsselte Gespräche sind hier nicht lesbar.",
    }),
  notLinked: "Dieser Browser ist nicht verbunden: Er liest nichts Verschlüsseltes.",
  wasRemovedBy: (device, day) =>
    `Dieser Browser wurde am ${day} von ${device} aus deinem Konto entfernt: Er liest nichts Neues, das ` +
    "verschlüsselt ist.",
  wasRemoved: "Dieser Browser wurde aus deinem Konto entfernt: Er liest nichts Neues, das " +
    "verschlüsselt ist.",
  byCode: "Mit dem Code eines anderen Geräts",
  byCodeHint:
    "Auf einem verbundenen Gerät: Einstellungen, Verschlüsselung, Code zeigen; in einem " +
    "Terminal /devices link.",
  typeLinkCode: "Code des anderen Geräts",
  askToLink: "Diesen Browser verbinden",
  asked: "Angefragt; das Gerät, das den Code zeigt, antwortet.",
  byRecovery: "Mit deinem Wiederherstellungscode",
  recoveryCode: "Wiederherstellungscode",
  recover: "Alles wieder lesen",
  reset: "Alles ist verloren, der Code auch",
  resetHint: "Das beginnt von vorn: Was bisher verschlüsselt war, kann dieses Konto nie wieder " +
    "lesen, deine anderen Geräte müssen neu verbunden werden, alle, denen du schreibst, erfahren es, " +
    "und in verschlüsselte Räume muss dich die Leitung oder Moderation neu einladen.",
  resetLoses: (rooms) =>
    `In diese verschlüsselten Räume könnte dich danach niemand wieder hereinlassen: ${rooms}. Sie ` +
    "wären für dich verloren, wenn nicht vorher jemand anders dort Leitung oder Moderation wird.",
  resetUnknown: (rooms) =>
    `Ob dich in diese jemand wieder hereinlassen könnte, war nicht herauszufinden: ${rooms}.`,
  resetNow: "Von vorn beginnen",
  secondFactor: "Code des zweiten Faktors, leer ohne ihn",
  person: "Verschlüsselung",
  showNumber: "Nummern vergleichen",
  numberHint: (name) =>
    `${name} sieht dieselbe Nummer, wenn niemand mitliest. Vergleiche sie, wo du weißt, wer es ist.`,
  numberOf: (name) => `Nummer zum Vergleichen mit ${name}`,
  numberQr: "Dieselbe Nummer als QR-Code, für die Kamera eines Telefons",
  scanned: (name) =>
    `Der Code, den deine Kamera gelesen hat, hat dieselbe Nummer. Stand er auf einem Gerät von ` +
    `${name}, das du vor dir hast, liest niemand mit; ein Link, der dir geschickt wurde, zeigt nichts.`,
  scannedOther: (name) =>
    `DER CODE, DEN DEINE KAMERA GELESEN HAT, HAT EINE ANDERE NUMMER: Wenn ${name} ihn zeigt, liest ` +
    "vielleicht jemand mit. Schreibe nichts, was andere nicht lesen dürfen.",
  isSame: "Die Nummern sind gleich",
  undo: "Nicht mehr geprüft",
  trust: "Die neuen Schlüssel nehmen",
  trustQuestion: (name) => `Mit den Schlüsseln schreiben, die ${name} jetzt hat?`,
  standing: {
    encrypted: () => "verschlüsselt",
    verified: () => "verschlüsselt, geprüft",
    no_keys: (name) => `NICHT verschlüsselt: ${name} hat kein Gerät, das es kann`,
    off: (name) => `NICHT verschlüsselt: ${name} hat es ausgeschaltet`,
    not_let_in: () =>
      "deine neuen Schlüssel wurden hier nicht hereingelassen: NICHTS wird gesendet, bevor jemand, der den " +
      "Raum leitet, dich neu einlädt",
    nobody_lets_in: (name) =>
      `in ${name} ist niemand mehr, der deine neuen Schlüssel hereinlassen kann: NICHTS kann gesendet ` +
      "werden; mache einen neuen Raum und lade die anderen dorthin ein",
    replaced: (name) =>
      `${name} hat andere Schlüssel: NICHTS wird gesendet, bevor du sie nimmst, bei dem, was über ${name} ` +
      "bekannt ist",
    not_linked: () =>
      "NICHT verschlüsselt: dieser Browser ist nicht verbunden (Einstellungen, Verschlüsselung)",
    locked: () =>
      "Dieser Browser ist nicht verbunden: Vorher kann hier nichts gesendet werden " +
      "(Einstellungen, Verschlüsselung)",
    not_begun: () =>
      "NICHT verschlüsselt: dein Konto hat noch keine Schlüssel (Einstellungen, Verschlüsselung)",
    off_here: () => "NICHT verschlüsselt: du hast es ausgeschaltet",
  },
  notBegun:
    "Dein Konto hat noch keine Schlüssel: Einstellungen, Verschlüsselung, Verschlüsselung einschalten.",
  linkedAlready: "Dieser Browser ist schon verbunden; tippe den Code auf dem anderen Gerät ein.",
  oneDevice: "Das ist dein einziges Gerät, das deine privaten Nachrichten liest: Bewahre deinen " +
    "Wiederherstellungscode auf oder verbinde ein anderes Gerät (Einstellungen, Verschlüsselung; dort " +
    "kannst du auch einen neuen Code machen).",
  locked: "[verschlüsselt: dieser Browser ist nicht verbunden]",
  notLetIn: "[verschlüsselt für die, die damals hereingelassen waren]",
  repeated: (id) => `Es ist Nachricht ${id}, die noch einmal gezeigt wird`,
  editNotSealed: "Die Nachricht ist verschlüsselt, und diese Änderung nicht",
  notOpened: "Sie wurde nicht geöffnet",
  noKeyHere: (id) => `[verschlüsselt für Schlüssel, die dein Konto nicht hat (Nachricht ${id})]`,
  elsewhere: "Sie gehört zu einer anderen Unterhaltung",
  tooMuch: "Es war zu viel auf einmal zu öffnen",
  notSeen:
    "NICHT gesendet: Hier ist nicht bekannt, ob diese Nachricht verschlüsselt ist; blättere " +
    "erst zu ihr",
  cannotSeal:
    "NICHT gesendet: Diese Nachricht ist verschlüsselt, und dieser Browser kann nicht verschlüsseln",
  notReadable:
    "Diese Nachricht ist hier nicht lesbar: Eine Änderung nähme allen anderen ihren Text",
  fromBefore:
    "Diese Nachricht ist aus der Zeit, bevor das Gespräch verschlüsselt war: Sie kann nicht mehr " +
    "geändert werden",
  isRecoveryCode: "Das ist dein Wiederherstellungscode; mache einen neuen an seiner Stelle",
  notSecure: "NICHT verschlüsselt: hier geht es nicht, weil diese Seite nicht über HTTPS kam",
  roles: { member: "Mitglied", moderator: "Moderation", owner: "Leitung" },
  letIn: (room, names) => `${room} ist Ende-zu-Ende-verschlüsselt; lesen können: ${names}`,
  admitted: (room, name, by) =>
    `${room}: ${by} hat ${name} hereingelassen und damit alles lesbar gemacht, was jetzt kommt`,
  gotRole: (room, name, by, role) => `${room}: ${name} ist durch ${by} jetzt: ${role}`,
  hasLeft: (room, name) => `${room}: ${name} ist gegangen und kann nichts Neues lesen`,
  isOut: (room, name, by) =>
    `${room}: ${by} hat ${name} hinausgeworfen, nichts Neues ist dort mehr zu lesen`,
  noPlace: "NICHT verschlüsselt: dieser Browser kann keine Schlüssel aufbewahren",
  notHere:
    "NICHT gesendet: Dieser Server sagt, er wisse nichts von Verschlüsselung, obwohl deine " +
    "Schlüssel für ihn hier sind",
  unlinkedHint: "Einstellungen, Verschlüsselung: Verbinde ihn mit deinem Wiederherstellungscode " +
    "oder einem anderen Gerät.",
  noCode:
    "Du hast nie einen Wiederherstellungscode gesehen: Einstellungen, Verschlüsselung, Neuer " +
    "Wiederherstellungscode.",
  linkedHere:
    "Dieser Browser ist verbunden: Er liest, was deine anderen Geräte lesen, auch was früher " +
    "geschrieben wurde (aber nichts von vor einem Neubeginn).",
  joinedByCode: (device, isGone) =>
    `${readsFrom(device, isGone)}: verbunden mit deinem Wiederherstellungscode.`,
  joinedBy: (device, by, isGone) => `${readsFrom(device, isGone)}: verbunden von ${by}.`,
  joinedHint: "Warst du das nicht? Einstellungen, Verschlüsselung: Entferne es, lass dir einen " +
    "neuen Wiederherstellungscode geben und wähle dann ein anderes Passwort.",
  linkRefused:
    "Das ist nicht der Code, den das andere Gerät zeigt; sieh dir jeden Buchstaben noch " +
    "einmal an.",
  linkedAnother: "Ein neues Gerät ist verbunden; es liest, was dieses liest.",
  frozen: (id, device, name) => [
    `${device} von ${
      name ?? "dir"
    } wusste noch nicht, dass sich deine Geräte geändert haben, als ` +
    `es die Nachricht ${id} schrieb: ein Gerät, das du entfernt hast, kann sie vielleicht lesen.`,
    "Mit deiner nächsten Nachricht erfährt es davon. Steht das hier einmal, hat der Server " +
    "vielleicht etwas verloren; steht es immer wieder hier, verheimlicht er die Änderung vielleicht " +
    "mit Absicht.",
  ],
  unverified: (why, id) => `[kann nicht geprüft werden: ${why} (Nachricht ${id})]`,
  noFiles:
    "Dieses Gespräch ist verschlüsselt und die Datei nicht, oder umgekehrt: Nichts wurde gesendet; " +
    "wähle die Datei noch einmal",
  again: (standing) => `${standing}; sende es noch einmal, um es so zu senden`,
  neverPlain: (standing) =>
    `Dieses Gespräch ist verschlüsselt, darum wird nichts im Klartext gesendet. ${standing}`,
  noDevice: "Dieses Gerät ist nicht mehr da",
  thisDevice: "Das ist der Browser, den du benutzt; vergiss stattdessen seine Schlüssel",
  added: (name, devices) => `${name} liest jetzt auch mit ${devices}`,
  removed: (name, devices) => `${name} hat ${devices} entfernt`,
  replaced: (name) =>
    `${name} HAT ANDERE SCHLÜSSEL ALS BISHER: Alle Geräte gingen verloren und es begann von vorn, ` +
    "oder jemand liest mit",
  replacedVerified: (name) =>
    `Du hattest ${name} geprüft: Nichts wird gesendet, bevor du die Nummern neu vergleichst oder ` +
    `die neuen Schlüssel nimmst (was über ${name} bekannt ist, Verschlüsselung).`,
  replacedUnverified: (name) =>
    `Frage ${name}, ob das stimmt; noch einmal senden nimmt die neuen Schlüssel.`,
  conflict: (name) =>
    `DEINEN GERÄTEN WURDEN VERSCHIEDENE SCHLÜSSEL VON ${name} GEZEIGT: Vergleicht die Nummern.`,
  keeping: {
    forbidden: "Dieser Browser lässt die Seite ihre Schlüssel weder aufbewahren noch lesen",
    full: "Dieser Browser hat keinen Platz für weitere Schlüssel",
  },
  problems: {
    bad_code: "Dieser Code stimmt nicht; sieh jeden Buchstaben noch einmal an",
    bad_code_anew:
      "Dieser Code stimmt nicht, oder er ist von vor dem Neubeginn dieses Kontos und gilt nicht mehr; sieh " +
      "sonst jeden Buchstaben noch einmal an",
    bad_content: "Diese Version versteht nicht, was in der Nachricht steht",
    bad_entry: "Eine Änderung der Geräte eines Kontos ist nicht gültig",
    bad_file: "Die Datei wurde unterwegs beschädigt oder verändert",
    bad_format: "Etwas, das vom Server kam, hat nicht die Form, die es haben muss",
    bad_link: "Das andere Gerät konnte nicht zeigen, dass es den Code kennt",
    bad_message:
      "Die Nachricht wurde unterwegs beschädigt oder verändert, oder gehört woanders hin",
    bad_proof: "Was enthüllt wurde, öffnet diese Nachricht nicht",
    bad_room_entry: "Wer in diesem Raum ist, wurde nicht so unterschrieben, wie es sein muss",
    bad_seal: "Ein Schlüssel wurde für dieses Konto so versiegelt, dass es ihn nicht öffnen kann",
    bad_secret:
      "Ein Geheimnis dieses Kontos ist nicht das, auf das sich seine Geräte geeinigt haben",
    bad_signature: "Eine Unterschrift ist nicht von dem Gerät, von dem sie sein müsste",
    bad_statement: "Der Schlüssel dieses Gesprächs wurde nicht so vereinbart, wie es sein muss",
    bad_vault:
      "Was deine Geräte gemeinsam aufbewahren, wurde auf dem Server beschädigt oder verändert",
    code_replaced:
      "Dieser Wiederherstellungscode wurde durch einen anderen ersetzt; nur der neueste gilt",
    device_removed: "Das Gerät, das dies schrieb, war vorher aus dem Konto entfernt worden",
    log_full: "Dieses Konto hatte zu viele Geräte; es nimmt keine neuen, bevor es von vorn beginnt",
    log_forked: "Der Server zeigt andere Geräte dieses Kontos als vorher",
    log_missing:
      "Der Server zeigt die neuesten Geräte eines Kontos nicht; versuche es später noch einmal",
    log_replaced: "Dieses Konto hat mit anderen Geräten von vorn begonnen; frage, ob das stimmt",
    may_not_let_in:
      "Hereinlassen können hier nur, wer den Raum leitet oder dort von der Leitung zur Moderation gemacht " +
      "wurde; bitte jemanden davon",
    nobody_lets_in:
      "Hier ist niemand mehr, der jemanden hereinlassen kann: Wer es konnte, hat mit anderen Schlüsseln von " +
      "vorn begonnen. Mache einen neuen Raum und lade alle dorthin ein",
    nobody_reads: "Dieses Konto hat kein Gerät, das es lesen könnte",
    no_key: "Dieser Browser hat den Schlüssel dieser Nachricht nicht",
    not_allowed: "Wer in diesem Raum ist, hat jemand unterschrieben, der das nicht darf",
    not_let_in:
      "Deine Schlüssel wurden nicht in diesen Raum gelassen; bitte jemanden, der ihn leitet, dich neu " +
      "einzuladen",
    not_a_participant: "Das Gerät, das dies schrieb, gehört niemandem in diesem Gespräch",
    old_generation: "Der Schlüssel dieses Gesprächs ist für Geräte, die seither geändert wurden",
    room_forked: "Der Server zeigt andere Mitglieder dieses Raums als vorher",
    room_missing:
      "Der Server zeigt die neuesten Mitglieder dieses Raums nicht; versuche es später noch einmal",
    room_replaced: "Das ist ein anderer Raum als der, der vorher so hieß",
    too_large: "Das ist mehr, als verschlüsselt werden kann",
    too_many_devices: "Ein Konto hat höchstens 32 Geräte; entferne erst eines",
    too_many_members: "Ein verschlüsselter Raum hat höchstens 100 Mitglieder",
    turned_off: "Dieses Konto benutzt keine Verschlüsselung mehr",
    unknown_version:
      "Das wurde mit einer neueren Version gemacht; lade die Seite neu, um es zu lesen",
  },
};

function readsFrom(device: string, isGone: boolean): string {
  return isGone
    ? `${device} konnte eine Zeit lang deine verschlüsselten Nachrichten lesen und ist wieder entfernt`
    : `${device} liest von jetzt an deine verschlüsselten Nachrichten`;
}
