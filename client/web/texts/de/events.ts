/** What happened to rooms and people, in German. */
import type {
  LeftEvent,
  MeasureEvent,
  NoticeEvent,
  RoomChangedEvent,
} from "../../../../protocol/events.ts";
import { formatDuration } from "../../../../protocol/duration.ts";
import { printable } from "../../../../protocol/text/printable.ts";
import { isSame, type Reader } from "../../../wording/message_text.ts";
import { momentOf } from "../../../text/times.ts";
import type { Texts } from "../en.ts";

/** Whatever is not named here is called as the server calls it. */
const ROLES: Readonly<Record<string, string | undefined>> = {
  owner: "Besitzer",
  moderator: "Moderator",
  speaker: "Sprecher",
  member: "Mitglied",
  read_only: "nur Leser",
  admin: "Verwalter",
  user: "Benutzer",
};
const VISIBILITIES: Readonly<Record<string, string | undefined>> = {
  public: "öffentlich",
  private: "privat",
  invite_only: "nur auf Einladung offen",
};
const DONE: Readonly<Record<string, string | undefined>> = {
  ban: "gesperrt",
  mute: "stummgeschaltet",
  kick: "entfernt",
  exempt: "von Masken ausgenommen",
  let_in: "eingelassen",
};

export const events: Texts["events"] = {
  text(event, reader) {
    switch (event.event) {
      case "notice":
        return `Hinweis: ${noticeText(event)}`;
      case "joined":
        return isSame(event.username, reader.username)
          ? undefined
          : `${printable(event.username)} ist da${elsewhere(event.room, reader)}`;
      case "left":
        return leftText(event, reader);
      case "role":
        return `${person(event.username, reader)} jetzt ${roleText(event.role)}${
          elsewhere(event.room, reader)
        } (durch ${printable(event.by)})`;
      case "measure":
        return isSame(event.by, reader.username) ? undefined : measureText(event, reader);
      case "granted":
        return isSame(event.by, reader.username)
          ? undefined
          : `${person(event.username, reader)} jetzt ${
            roleText(event.role)
          } auf diesem Server (durch ${printable(event.by)})`;
      case "topic": {
        const name = event.room === reader.place.room ? "" : ` von #${printable(event.room)}`;
        return event.topic === ""
          ? `${printable(event.by)} hat das Thema${name} entfernt`
          : `${printable(event.by)} hat das Thema${name} gesetzt: ${printable(event.topic)}`;
      }
      case "room_changed":
        return isSame(event.by, reader.username) ? undefined : roomChangeText(event, reader);
      case "renamed":
        return `${printable(event.by)} hat #${printable(event.room)} in #${
          printable(event.name)
        } umbenannt`;
      case "room_deleted":
        return `${printable(event.by)} hat #${printable(event.room)} gelöscht`;
      case "invitation":
        return isSame(event.by, reader.username)
          ? undefined
          : `${printable(event.by)} hat ${printable(event.username)}${
            elsewhere(event.room, reader)
          } eingeladen`;
      case "invited":
        return `${printable(event.by)} lädt dich nach #${printable(event.room)} ein`;
      case "presence": {
        if (isSame(event.username, reader.username)) return undefined;
        const name = printable(event.username);
        if (event.away === null) return `${name} ist zurück`;
        return event.away === ""
          ? `${name} ist abwesend`
          : `${name} ist abwesend: ${printable(event.away)}`;
      }
      case "watched":
        return `${printable(event.username)} ist ${
          event.online === true ? "jetzt" : "nicht mehr"
        } da`;
      case "remark":
        return `${printable(event.by)} zu einer Nachricht von ${printable(event.from)}: ${
          printable(event.text)
        }`;
      case "whisper":
        return `${printable(event.from)} nur an die Rolle ${roleText(event.role)} und höher: ${
          printable(event.text)
        }`;
      case "typing":
      case "read":
      case "ignored":
        return undefined;
    }
  },
};

function noticeText(event: NoticeEvent): string {
  switch (event.code) {
    case "recovery_code_used":
      return `Jemand hat sich mit einem Ersatzcode angemeldet; übrig sind ${Number(event.left)}`;
    case "reported":
      return `Die Nachricht ${Number(event.message)} in #${printable(String(event.room))} wurde ` +
        `gemeldet (Meldung ${Number(event.report)})`;
    case "report_resolved":
      return `Deine Meldung zu ${printable(String(event.username))} wurde angesehen`;
    case "second_factor_reset":
      return `Dieses Konto hat keinen zweiten Faktor mehr (durch ${printable(String(event.by))})`;
    default:
      return printable(event.text);
  }
}

function leftText({ by, reason, room, username }: LeftEvent, reader: Reader): string | undefined {
  const whom = by === undefined ? "" : ` (durch ${printable(by)})`;
  if (isSame(username, reader.username)) {
    const name = `#${printable(room)}`;
    switch (reason) {
      case "removed":
        return `Du wurdest aus ${name} entfernt${whom}`;
      case "banned":
        return `Du wurdest für ${name} gesperrt${whom}`;
      case "parted":
        return `Du hast ${name} für immer verlassen`;
      default:
        return undefined;
    }
  }
  const who = `${printable(username)}`;
  const where = elsewhere(room, reader);
  switch (reason) {
    case "removed":
      return `${who} wurde entfernt${where}${whom}`;
    case "banned":
      return `${who} wurde gesperrt${where}${whom}`;
    case "parted":
      return `${who} ist für immer gegangen${where}`;
    default:
      return `${who} ist gegangen${where}`;
  }
}

function measureText(event: MeasureEvent, reader: Reader): string | undefined {
  const { kind, lifted, mask, reason, room, seconds, until } = event;
  const username = event.username ?? mask;
  const by = event.by === "server" ? "die Zeit ist um" : `durch ${printable(event.by)}`;
  const name = `#${printable(room ?? "")}`;
  if (kind === "slow") {
    return lifted
      ? `${name} ist nicht mehr langsam (${by})`
      : `${name} ist langsam: eine Nachricht alle ${formatDuration(Number(seconds))} (${by})`;
  }
  if (kind === "lock") {
    return lifted
      ? `In ${name} dürfen wieder alle schreiben (${by})`
      : `In ${name} schreiben jetzt nur Moderatoren (${by})`;
  }
  const did = DONE[kind];
  if (username === undefined || did === undefined) return undefined;
  // The room is told who has left it and why; there is more to say only with an end or a reason.
  if (
    room !== undefined && kind !== "mute" && mask === undefined && !lifted && until === undefined &&
    !reason
  ) {
    return undefined;
  }
  const where = room === undefined ? "auf diesem Server" : `in ${name}`;
  const who = mask === undefined ? person(username, reader) : `${printable(mask)} ist`;
  if (lifted) return `${who} ${where} nicht mehr ${did} (${by})`;
  const end = until === undefined ? "" : ` bis ${momentOf(until)}`;
  const why = reason === undefined || reason === "" ? "" : `: ${printable(String(reason))}`;
  return `${who} ${where} ${did}${end}${why} (${by})`;
}

function roomChangeText(
  event: RoomChangedEvent,
  reader: Reader,
): string | undefined {
  const { by, call_after: callAfter, keyed, limit, retention, room, visibility } = event;
  const { join_by_name: byName, outsiders_write: outsidersWrite } = event;
  const { accounts_only: isOfAccounts, without_signals: isWithoutSignals } = event;
  const isTopicLocked = event.topic_locked;
  const name = room === reader.place.room ? "Der Raum" : `#${printable(room)}`;
  const changes = [
    ...(typeof visibility === "string"
      ? [`${name} ist jetzt ${VISIBILITIES[visibility] ?? printable(visibility)}`]
      : []),
    ...(isTopicLocked === undefined
      ? []
      : [`${name}: das Thema setzen jetzt ${isTopicLocked ? "nur Moderatoren" : "alle"}`]),
    ...(keyed === undefined
      ? []
      : [keyed ? `${name} hat einen neuen Schlüssel` : `${name} hat keinen Schlüssel mehr`]),
    ...(limit === undefined ? [] : [
      Number(limit) === 0
        ? `${name} nimmt beliebig viele auf`
        : `${name} nimmt höchstens ${Number(limit)} auf`,
    ]),
    ...(callAfter === undefined ? [] : [
      callAfter === 0
        ? `${name}: @room dürfen jetzt alle Mitglieder`
        : `${name}: @room darf, wer seit ${formatDuration(callAfter)} Mitglied ist`,
    ]),
    ...(retention === undefined ? [] : [
      retention === 0
        ? `${name} behält die Nachrichten`
        : `${name}: Nachrichten verschwinden nach ${formatDuration(retention)}`,
    ]),
    ...(byName === undefined ? [] : [
      byName
        ? `${name}: hinein kommt jetzt, wer den Namen kennt`
        : `${name}: hinein kommt nicht mehr, wer nur den Namen kennt`,
    ]),
    ...(outsidersWrite === undefined
      ? []
      : [`${name}: jetzt schreiben ${outsidersWrite ? "auch" : "keine"} Leute von außen`]),
    ...(isOfAccounts === undefined
      ? []
      : [`${name}: jetzt schreiben ${isOfAccounts ? "keine" : "auch"} Gäste`]),
    ...(isWithoutSignals === undefined
      ? []
      : [`${name}: jetzt fragen ${isWithoutSignals ? "keine" : "auch"} Programme`]),
  ];
  return changes.length === 0 ? undefined : `${changes.join("; ")} (durch ${printable(by)})`;
}

function person(username: string, reader: Reader): string {
  return isSame(username, reader.username) ? "Du bist" : `${printable(username)} ist`;
}

function roleText(role: string): string {
  return ROLES[role] ?? printable(role);
}

function elsewhere(room: string, reader: Reader): string {
  return room === reader.place.room ? "" : ` (#${printable(room)})`;
}
