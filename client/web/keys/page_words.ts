/** What is said about keys, in the language that the page has at the moment. */
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { printable } from "../../../protocol/text/printable.ts";
import type { ContactChange } from "../../encryption/session/contact_book.ts";
import type { Removal } from "../../encryption/session/own_account.ts";
import type { RoomNews } from "../../encryption/session/room_logs.ts";
import { type KeyWords, shownRoles, withoutCodes } from "../../sealing/key_words.ts";
import type { MoreTexts } from "../texts/more_en.ts";

type Words = MoreTexts["keys"];

/** As a link wants them; `words` is asked each time, because the language may change. */
export function pageWords(words: () => Words): KeyWords {
  return {
    standing: (standing, other) => words().standing[standing](printable(other)),
    contact: (change) => contactLines(change, words()),
    room: (news) => roomLines(news, words()),
    unlinked: (removal, locked) => [
      ...(locked === 0 ? [] : [words().lockedCount(locked)]),
      removal === "never_in" ? words().notLinked : removalText(removal, words()),
      words().unlinkedHint,
    ],
    recoveryCode: (code, account) => words().codeLines(code, printable(account)),
    get notBegun() {
      return words().notBegun;
    },
    get linkedAlready() {
      return words().linkedAlready;
    },
    get oneDevice() {
      return words().oneDevice;
    },
    get notLetIn() {
      return words().notLetIn;
    },
    get locked() {
      return words().locked;
    },
    get editNotSealed() {
      return words().editNotSealed;
    },
    get notOpened() {
      return words().notOpened;
    },
    noKeyHere: (id) => words().noKeyHere(id),
    get elsewhere() {
      return words().elsewhere;
    },
    get tooMuch() {
      return words().tooMuch;
    },
    get notSeen() {
      return words().notSeen;
    },
    get cannotSeal() {
      return words().cannotSeal;
    },
    get notReadable() {
      return words().notReadable;
    },
    get fromBefore() {
      return words().fromBefore;
    },
    get isRecoveryCode() {
      return words().isRecoveryCode;
    },
    repeated: (id) => words().repeated(id),
    get noCode() {
      return words().noCode;
    },
    get linkedHere() {
      return words().linkedHere;
    },
    joined: (devices) => [
      ...devices.map(({ by, device, isGone }) => {
        const name = words().device(device.kind, device.ordinal);
        return by === undefined || by.kind === "recovery"
          ? words().joinedByCode(name, isGone)
          : words().joinedBy(name, words().device(by.kind, by.ordinal), isGone);
      }),
      words().joinedHint,
    ],
    get linkRefused() {
      return words().linkRefused;
    },
    get linkedAnother() {
      return words().linkedAnother;
    },
    frozen: ({ device: { kind, ordinal }, id, username }) =>
      words().frozen(
        id,
        words().device(kind, ordinal),
        username === undefined ? undefined : printable(username),
      ),
    unverified: (error, id) => words().unverified(problemText(error, words()), id),
    problem: (error) => problemText(error, words()),
    get noFiles() {
      return words().noFiles;
    },
    again: (standing) => words().again(standing),
    neverPlain: (standing) => words().neverPlain(standing),
    noDevice: () => words().noDevice,
    get deviceGone() {
      return words().noDevice;
    },
    get thisDevice() {
      return words().thisDevice;
    },
    get notHere() {
      return words().notHere;
    },
    get noPlace() {
      return noPlaceText(words());
    },
    // Whoever has no keys is told where something private is written.
    noPlaceNews: (hasKeys) => hasKeys ? noPlaceText(words()) : undefined,
  };
}

function roomLines(news: RoomNews, words: Words): string[] {
  const room = printable(news.room);
  if (news.kind === "room") {
    const names = [...shownRoles(news.seats)].map(([account, role]) =>
      role === "member" ? printable(account) : `${printable(account)} (${words.roles[role]})`
    );
    return [words.letIn(room, names.join(", "))];
  }
  return news.changes.map(({ account, by, kind, role }) => {
    const [name, signer] = [printable(account), printable(by)];
    if (kind === "admit") return words.admitted(room, name, signer);
    if (kind === "role") return words.gotRole(room, name, signer, words.roles[role ?? "member"]);
    return account === by ? words.hasLeft(room, name) : words.isOut(room, name, signer);
  });
}

/** Why something about keys did not work. */
export function problemText(error: unknown, { problems }: Words): string {
  if (error instanceof EncryptionError) return problems[error.code];
  return error instanceof Error ? error.message : String(error);
}

function removalText(removal: Removal | undefined, words: Words): string {
  if (removal?.by === undefined) return words.wasRemoved;
  const { by: { kind, ordinal }, timeMs } = removal;
  return words.wasRemovedBy(
    words.device(kind, ordinal),
    new Date(timeMs).toISOString().slice(0, 10),
  );
}

function noPlaceText({ notSecure, noPlace }: Words): string {
  return isSecureContext ? noPlace : notSecure;
}

function contactLines(change: ContactChange, words: Words): string[] {
  const name = printable(change.account);
  switch (change.kind) {
    case "devices": {
      const names = (devices: typeof change.added) =>
        devices.map(({ kind, ordinal }) => words.device(kind, ordinal)).join(", ");
      const { added, removed } = withoutCodes(change);
      return [
        ...(added.length === 0 ? [] : [words.added(name, names(added))]),
        ...(removed.length === 0 ? [] : [words.removed(name, names(removed))]),
      ];
    }
    case "replaced":
      return [
        words.replaced(name),
        change.wasVerified ? words.replacedVerified(name) : words.replacedUnverified(name),
      ];
    case "conflict":
      return [words.conflict(name)];
  }
}
