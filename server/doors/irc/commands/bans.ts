/**
 * `MODE +b` and `-b`: who is put out of a room for good, or (`m:`) may not write there. Both are about
 * accounts, whatever they are called.
 */
import { foldUsername } from "../../../../protocol/names.ts";
import type { MeasureInfo } from "../../../../protocol/records.ts";
import type { IrcClient } from "../irc_client.ts";
import { maskOf, MAX_MASK_LENGTH } from "../wire/mask.ts";
import { membersOf } from "./names.ts";

/** `name`, `name!user@host` or the account in `a:name`. */
const NAMED = /^(?:~?a(?:ccount)?:)?([A-Za-z0-9_-]{3,32})(?:!.*)?$/;

/** What makes a mask one of somebody who is muted. */
const MUTED = /^~?m(?:ute)?:/;

/** Lists the bans and mutes of a room, or bans, mutes or frees the one account that a mask is about. */
export async function ban(
  client: IrcClient,
  { room, isOn, param: given }: { room: string; isOn: boolean; param: string | undefined },
): Promise<void> {
  const target = `#${room}`;
  if (given === undefined) {
    for (const { kind, username = "*", by, time } of await measuresOf(client, room)) {
      const seconds = String(Math.floor(Date.parse(time) / 1_000));
      client.reply(
        "RPL_BANLIST",
        target,
        `${kind === "mute" ? "m:" : ""}${username}!*@*`,
        by,
        seconds,
      );
    }
    return client.reply("RPL_ENDOFBANLIST", target, "End of channel ban list");
  }
  const kind = MUTED.test(given) ? "mute" : "ban";
  const action = isOn ? kind : `un${kind}` as const;
  const param = given.replace(MUTED, "");
  const { house: { people } } = client;
  const refuse = (why: string) => client.reply("ERR_INVALIDMODEPARAM", target, "b", given, why);
  const named = NAMED.exec(param)?.[1];
  if (named !== undefined) {
    await client.ask(action, { room, username: people.accountCalled(named) });
    return;
  }
  if (!param.includes("!") || param.length > MAX_MASK_LENGTH) {
    return refuse("Bans are about accounts here: name!*@* or a:name");
  }
  // What clients make of a nick, *!user@host as a rule, is about one of those who are there.
  const isMeant = maskOf(param);
  const names = isOn
    ? (await membersOf(client, room)).map(({ username }) => username)
    : (await measuresOf(client, room, kind)).flatMap(({ username }) => username ?? []);
  const [one, ...others] = names.filter((name) =>
    isMeant(people.sourceOf(name)) && foldUsername(name) !== foldUsername(client.account ?? "")
  );
  if (one === undefined) return refuse("Nobody is meant by that: bans are about accounts here");
  if (others.length > 0) {
    return refuse("Several are meant by that: bans are about one account each");
  }
  await client.ask(action, { room, username: one });
}

async function measuresOf(
  client: IrcClient,
  room: string,
  kind?: MeasureInfo["kind"],
): Promise<MeasureInfo[]> {
  const measures: MeasureInfo[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await client.ask("measures", { room, kind, before });
    measures.push(...page.measures);
    before = page.measures.at(-1)?.measure;
    if (!page.more || before === undefined) return measures;
    await client.takesMore();
  }
}
