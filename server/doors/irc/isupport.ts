/** What the server says of itself in 005, so that clients know what it can (modern.ircdocs.horse, RPL_ISUPPORT). */
import type { IrcClient } from "./irc_client.ts";
import {
  MAX_REASON_LENGTH,
  MAX_ROOM_NAME_LENGTH,
  MAX_USERNAME_LENGTH,
} from "../../../protocol/limits.ts";

/** Most parameters in one line. */
const TOKENS_A_LINE = 12;

/** What the server supports. */
export function isupport(client: IrcClient): void {
  const tokens = [
    `NETWORK=${client.house.options.networkName.replaceAll(" ", "\\x20")}`,
    "CASEMAPPING=ascii",
    "CHANTYPES=#",
    "CHANMODES=beI,k,fl,CMPimnst",
    "PREFIX=(qov)~@+",
    "STATUSMSG=~@+",
    `NICKLEN=${MAX_USERNAME_LENGTH}`,
    `CHANNELLEN=${MAX_ROOM_NAME_LENGTH + 1}`,
    "TOPICLEN=300",
    `KICKLEN=${MAX_REASON_LENGTH}`,
    `AWAYLEN=${MAX_REASON_LENGTH}`,
    "CHANLIMIT=#:200",
    "MODES=6",
    "MAXLIST=beI:100",
    "EXCEPTS",
    "INVEX",
    "EXTBAN=,am",
    "ACCOUNTEXTBAN=a",
    "MONITOR=100",
    "BOT=B",
    "WHOX",
    "UTF8ONLY",
    "SAFELIST",
    "ELIST=CMNTU",
    `CHATHISTORY=${client.house.services.pageMessages}`,
    "MSGREFTYPES=msgid,timestamp",
    "TARGMAX=JOIN:,KICK:,LIST:,NAMES:,NOTICE:4,PART:,PRIVMSG:4,TAGMSG:1,WHOIS:1",
    "CLIENTTAGDENY=*,-reply,-draft/reply,-draft/react,-draft/unreact,-typing",
  ];
  for (let start = 0; start < tokens.length; start += TOKENS_A_LINE) {
    client.reply(
      "RPL_ISUPPORT",
      ...tokens.slice(start, start + TOKENS_A_LINE),
      "are supported by this server",
    );
  }
}
