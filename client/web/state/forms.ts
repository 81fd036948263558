/** What forms ask the server for, made from what stands in them. */
import { parseDuration } from "../../../protocol/duration.ts";
import { maskMeant } from "../../../protocol/name_mask.ts";
import type { Place, RoomInfo, Visibility } from "../../../protocol/records.ts";
import type { Fields } from "../../../protocol/requests.ts";
import { placeName } from "../../wording/place.ts";
import { FormProblem } from "./form_problem.ts";

/** Seconds of `10m`; `undefined` for nothing. Throws {FormProblem} for what is no duration. */
export function secondsIn(text: string): number | undefined {
  if (text.trim() === "") return undefined;
  const seconds = parseDuration(text.trim().replaceAll(/\s+/g, ""));
  if (seconds === undefined) throw new FormProblem("duration");
  return seconds;
}

/** A whole number from 1 on; `undefined` for nothing. Throws {FormProblem} for anything else. */
export function numberIn(text: string): number | undefined {
  if (text.trim() === "") return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text.trim())) throw new FormProblem("number");
  return Number(text.trim());
}

/** What stands in the form about a room. */
export interface RoomForm {
  readonly visibility: Visibility;
  readonly locked: boolean;
  readonly topicLocked: boolean;
  /** Whether whoever knows the name of it joins; of private rooms alone. */
  readonly joinByName: boolean;
  readonly outsidersWrite: boolean;
  readonly accountsOnly: boolean;
  readonly withoutSignals: boolean;
  /** A duration, or nothing. */
  readonly slow: string;
  /** Most members, or nothing. */
  readonly limit: string;
  /** A new key; nothing leaves it as it is. */
  readonly key: string;
  /** There is no key any more. */
  readonly isKeyless: boolean;
}

/** What of a room is to be changed: nothing else is asked for. Throws {FormProblem}. */
export function roomChanges(
  before: RoomInfo,
  form: RoomForm,
): Partial<Omit<Fields<"set">, "room">> {
  const slow = secondsIn(form.slow) ?? 0;
  const limit = numberIn(form.limit) ?? 0;
  return {
    ...(form.visibility === before.visibility ? {} : { visibility: form.visibility }),
    ...(form.locked === (before.locked === true) ? {} : { locked: form.locked }),
    ...(form.topicLocked === (before.topic_locked === true)
      ? {}
      : { topic_locked: form.topicLocked }),
    // Any other visibility takes it off by itself.
    ...(form.visibility !== "private" || form.joinByName === (before.join_by_name === true)
      ? {}
      : { join_by_name: form.joinByName }),
    ...(form.outsidersWrite === (before.outsiders_write === true)
      ? {}
      : { outsiders_write: form.outsidersWrite }),
    ...(form.accountsOnly === (before.accounts_only === true)
      ? {}
      : { accounts_only: form.accountsOnly }),
    ...(form.withoutSignals === (before.without_signals === true)
      ? {}
      : { without_signals: form.withoutSignals }),
    ...(slow === (before.slow ?? 0) ? {} : { slow }),
    ...(limit === (before.limit ?? 0) ? {} : { limit }),
    ...(form.isKeyless ? { key: "" } : form.key === "" ? {} : { key: form.key }),
  };
}

/** A name as people write it, without its mark: `#ops` and `@bob` are `ops` and `bob`. */
export function bareName(text: string): string {
  return text.trim().replace(/^[#@]/, "");
}

/** What is searched for: in a place, or everywhere. */
export function searchQuery(typed: string, place: Place | undefined): string {
  const words = typed.trim();
  return place === undefined || words === "" ? words : `${words} in:${placeName(place)}`;
}

/** Whom somebody means: `192.0.2.0/24` is a network and `spam*` a mask, no name is either. */
export function targetIn(
  text: string,
): { username: string } | { network: string } | { mask: string } {
  const target = text.trim();
  if (/[.:/]/.test(target)) return { network: target };
  const name = bareName(target);
  const mask = maskMeant(name);
  return mask === undefined ? { username: name } : { mask };
}

/** A word, or between slashes a pattern. */
export function filterIn(text: string): Pick<Fields<"filter">, "kind" | "pattern"> {
  const [, pattern] = /^\/(.+)\/$/s.exec(text.trim()) ?? [];
  return pattern === undefined
    ? { kind: "word", pattern: text.trim() }
    : { kind: "pattern", pattern };
}

/** How long ago something may be, as a time; `undefined` for ever. Throws {FormProblem}. */
export function sinceIn(text: string, nowMs: number): string | undefined {
  const seconds = secondsIn(text);
  return seconds === undefined ? undefined : new Date(nowMs - seconds * 1_000).toISOString();
}
