/**
 * `MODE +b`, `+e` and `+I`: who is kept out of a room or (`m:`) may not write there, who is not meant by
 * that, and who needs no invitation. What is about somebody who is known is about that account, whatever
 * it is called; everything else is a mask of names, which waits for whoever it fits.
 */
import { ChatError } from "../../../../protocol/errors.ts";
import { foldUsername } from "../../../../protocol/names.ts";
import type { MeasureInfo } from "../../../../protocol/records.ts";
import { maskOf } from "../../../access/name_mask.ts";
import type { IrcClient } from "../irc_client.ts";
import { type BanMask, banMaskOf, parseBanMask } from "../wire/ban_mask.ts";
import type { NumericName } from "../wire/numerics.ts";
import { membersOf } from "./names.ts";

/** The modes that are lists of masks. */
export type ListMode = "b" | "e" | "I";

/** Whether a letter is one of them. */
export function isListMode(letter: string): letter is ListMode {
  return Object.hasOwn(LISTS, letter);
}

interface List {
  kinds: readonly MeasureInfo["kind"][];
  entry: NumericName;
  end: NumericName;
  what: string;
}

const LISTS: Readonly<Record<ListMode, List>> = {
  b: {
    kinds: ["ban", "mute"],
    entry: "RPL_BANLIST",
    end: "RPL_ENDOFBANLIST",
    what: "ban",
  },
  e: {
    kinds: ["exempt"],
    entry: "RPL_EXCEPTLIST",
    end: "RPL_ENDOFEXCEPTLIST",
    what: "exception",
  },
  I: {
    kinds: ["let_in"],
    entry: "RPL_INVEXLIST",
    end: "RPL_ENDOFINVEXLIST",
    what: "invite exception",
  },
};

/** One change of such a list. */
interface Change {
  room: string;
  letter: ListMode;
  isOn: boolean;
}

/** Shows such a list of a room, or puts a mask on it or off it. */
export async function changeList(
  client: IrcClient,
  { param: given, ...change }: Change & { param: string | undefined },
): Promise<void> {
  const { isOn, letter, room } = change;
  if (given === undefined) return await tellList(client, change);
  const refuse = (why: string) =>
    client.reply("ERR_INVALIDMODEPARAM", `#${room}`, letter, given, why);
  const mask = parseBanMask(given);
  if (mask === undefined) return refuse("It is name!*@*, where * is anything, or a:name");
  const meant = await nameMeant(client, change, mask);
  if (meant === undefined) return refuse("Nobody is meant by that: nobody sees addresses here");
  if (meant === "several") return refuse("Several are meant by that: write na*!*@*");
  if (isOn) await add(client, change, meant);
  else await remove(client, change, meant);
}

async function tellList(client: IrcClient, { letter, room }: Change): Promise<void> {
  const { house: { people } } = client;
  const { end, entry, what } = LISTS[letter];
  for (const measure of await measuresOf(client, { letter, room })) {
    const { by, time, username } = measure;
    const nick = username === undefined ? undefined : people.nickOf(username);
    const seconds = String(Math.floor(Date.parse(time) / 1_000));
    client.reply(entry, `#${room}`, banMaskOf({ ...measure, nick }), by, seconds);
  }
  client.reply(end, `#${room}`, `End of channel ${what} list`);
}

/**
 * The mask with the one name in it that somebody means by a user or a host, as clients make masks of
 * those they see: `*!user@host`. Undefined when that is nobody.
 */
async function nameMeant(
  client: IrcClient,
  { isOn, letter, room }: Change,
  mask: BanMask,
): Promise<BanMask | "several" | undefined> {
  const { account = "", house: { people } } = client;
  const { host, nick, user } = mask;
  if (user === "*" && maskOf(host)(people.hostOf(nick))) return mask;
  const names = isOn
    ? (await membersOf(client, room)).map(({ username }) => username)
    : (await measuresOf(client, { letter, room })).flatMap((one) => one.username ?? one.mask ?? []);
  const isMeant = maskOf(`${nick}!${user}@${host}`);
  const [one, ...others] = names.filter((name) =>
    isMeant(people.sourceOf(name)) && foldUsername(name) !== foldUsername(account)
  );
  if (one === undefined) return undefined;
  return others.length > 0
    ? "several"
    : { ...mask, nick: people.nickOf(one), user: "*", host: "*" };
}

async function add(client: IrcClient, { letter, room }: Change, mask: BanMask): Promise<void> {
  const kind = kindOf(letter, mask);
  if (kind === "ban" || kind === "mute") {
    const username = accountMeant(client, mask);
    if (username !== undefined && await isDone(client.ask(kind, { room, username }))) return;
  }
  await client.ask(kind, { room, ...fieldsOf(mask) });
}

async function remove(client: IrcClient, { letter, room }: Change, mask: BanMask): Promise<void> {
  const kind = kindOf(letter, mask);
  if (kind === "ban" || kind === "mute") {
    const action = `un${kind}` as const;
    const username = accountMeant(client, mask);
    if (username !== undefined && await isDone(client.ask(action, { room, username }))) return;
    await client.ask(action, { room, ...fieldsOf(mask) });
    return;
  }
  const wanted = foldUsername(mask.nick);
  const one = (await measuresOf(client, { letter, room })).find((measure) =>
    measure.mask === wanted && (measure.accounts === true) === mask.isOfAccounts
  );
  if (one === undefined) throw new ChatError("no_such_measure");
  await client.ask("lift", { measure: one.measure });
}

function kindOf(letter: ListMode, { isMute }: BanMask): MeasureInfo["kind"] {
  if (letter === "b") return isMute ? "mute" : "ban";
  return letter === "e" ? "exempt" : "let_in";
}

function fieldsOf({ isOfAccounts, nick }: BanMask): { mask: string; accounts?: true } {
  return { mask: nick, ...(isOfAccounts ? { accounts: true } : {}) };
}

/** The account that a mask without `*` names; a guest is none, where accounts are meant. */
function accountMeant({ house }: IrcClient, { isOfAccounts, nick }: BanMask): string | undefined {
  if (/[*?]/.test(nick)) return undefined;
  const isGuest = house.onlineCalled(nick)?.isGuest === true;
  return isOfAccounts && isGuest ? undefined : house.people.accountCalled(nick);
}

/** Whether something was done about an account, or there is none, or nothing was done about it. */
async function isDone(doing: Promise<unknown>): Promise<boolean> {
  try {
    await doing;
    return true;
  } catch (error) {
    const isUnknown = error instanceof ChatError &&
      ["no_such_user", "no_such_measure", "bad_username"].includes(error.code);
    if (!isUnknown) throw error;
    return false;
  }
}

async function measuresOf(
  client: IrcClient,
  { letter, room }: Pick<Change, "letter" | "room">,
): Promise<MeasureInfo[]> {
  const { kinds } = LISTS[letter];
  const [kind] = kinds.length === 1 ? kinds : [];
  const measures: MeasureInfo[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await client.ask("measures", { room, kind, before });
    measures.push(...page.measures.filter((one) => kinds.includes(one.kind)));
    before = page.measures.at(-1)?.measure;
    if (!page.more || before === undefined) return measures;
    await client.takesMore();
  }
}
