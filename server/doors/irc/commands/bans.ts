/** `MODE +b` and `-b`: who is put out of a room for good. Bans are about accounts, whatever they are called. */
import { foldUsername } from "../../../../protocol/names.ts";
import type { MeasureInfo } from "../../../../protocol/records.ts";
import type { IrcClient } from "../irc_client.ts";
import { maskOf, MAX_MASK_LENGTH } from "../wire/mask.ts";
import { membersOf } from "./names.ts";

/** `name`, `name!user@host` or the account in `a:name`. */
const NAMED = /^(?:~?a(?:ccount)?:)?([A-Za-z0-9_-]{3,32})(?:!.*)?$/;

/** Lists the bans of a room, or bans or unbans the one account that a mask is about. */
export async function ban(
  client: IrcClient,
  { room, isOn, param }: { room: string; isOn: boolean; param: string | undefined },
): Promise<void> {
  const target = `#${room}`;
  if (param === undefined) {
    for (const { username = "*", by, time } of await bansOf(client, room)) {
      const seconds = String(Math.floor(Date.parse(time) / 1_000));
      client.reply("RPL_BANLIST", target, `${username}!*@*`, by, seconds);
    }
    return client.reply("RPL_ENDOFBANLIST", target, "End of channel ban list");
  }
  const refuse = (why: string) => client.reply("ERR_INVALIDMODEPARAM", target, "b", param, why);
  const named = NAMED.exec(param)?.[1];
  if (named !== undefined) {
    await client.ask(isOn ? "ban" : "unban", { room, username: named });
    return;
  }
  if (!param.includes("!") || param.length > MAX_MASK_LENGTH) {
    return refuse("Bans are about accounts here: name!*@* or a:name");
  }
  // What clients make of a nick, *!user@host as a rule, is about one of those who are there.
  const { house: { people } } = client;
  const isMeant = maskOf(param);
  const names = isOn
    ? (await membersOf(client, room)).map(({ username }) => username)
    : (await bansOf(client, room)).flatMap(({ username }) => username ?? []);
  const [one, ...others] = names.filter((name) =>
    isMeant(people.sourceOf(name)) && foldUsername(name) !== foldUsername(client.account ?? "")
  );
  if (one === undefined) return refuse("Nobody is meant by that: bans are about accounts here");
  if (others.length > 0) {
    return refuse("Several are meant by that: bans are about one account each");
  }
  await client.ask(isOn ? "ban" : "unban", { room, username: one });
}

async function bansOf(client: IrcClient, room: string): Promise<MeasureInfo[]> {
  const bans: MeasureInfo[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await client.ask("measures", { room, kind: "ban", before });
    bans.push(...page.measures);
    before = page.measures.at(-1)?.measure;
    if (!page.more || before === undefined) return bans;
    await client.takesMore();
  }
}
