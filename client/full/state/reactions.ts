/** Counts reactions as their events come. */
import type { ReactedEvent } from "../../../protocol/events.ts";
import type { Reaction } from "../../../protocol/records.ts";
import { recordsIn } from "../../net/incoming.ts";
import { isSame } from "../../wording/message_text.ts";

/** So many of those who reacted are named; the server does the same. */
const MAX_NAMED = 10;
/** A message has no more different reactions than this. */
const MAX_REACTIONS = 100;

/**
 * The reactions after one was added or taken back. Nobody is counted twice as long as those who
 * reacted are named; an emoji that nobody is left for is gone.
 */
export function reactionsAfter(
  reactions: readonly Reaction[] | undefined,
  { by, emoji, removed }: Pick<ReactedEvent, "by" | "emoji" | "removed">,
): Reaction[] {
  const before = recordsIn<Reaction>(reactions, ["emoji"]);
  const known = before.find((reaction) => reaction.emoji === emoji);
  const users = Array.isArray(known?.users) ? known.users : [];
  const others = users.filter((name) => !isSame(name, by));
  const isNamed = others.length < users.length;
  let next: Reaction | undefined;
  if (removed === true) {
    const count = (known?.count ?? 1) - 1;
    next = count > 0 ? { emoji, count, users: others } : undefined;
  } else {
    const count = (known?.count ?? 0) + (isNamed ? 0 : 1);
    next = { emoji, count, users: isNamed ? users : [...users, by].slice(0, MAX_NAMED) };
  }
  if (known === undefined) {
    return next === undefined || before.length >= MAX_REACTIONS ? [...before] : [...before, next];
  }
  return before.flatMap((reaction) =>
    reaction === known ? (next === undefined ? [] : [next]) : [reaction]
  );
}

/** The emoji with which `username` is named among those who reacted. */
export function reactionsOf(
  reactions: readonly Reaction[] | undefined,
  username: string,
): string[] {
  return recordsIn<Reaction>(reactions, ["emoji"]).filter(({ users }) =>
    Array.isArray(users) && users.some((user) => isSame(String(user), username))
  ).map(({ emoji }) => emoji);
}
