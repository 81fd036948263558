/** Refusals about a room as the numerics that clients know. */
import type { ChatError } from "../../../../protocol/errors.ts";
import type { IrcClient } from "../irc_client.ts";

/** Says why something in a room was refused. */
export function refuseInRoom(client: IrcClient, target: string, error: ChatError): void {
  const { code, message } = error;
  switch (code) {
    case "no_such_room":
    case "bad_room_name":
      return client.reply("ERR_NOSUCHCHANNEL", target, message);
    case "banned":
      return client.reply("ERR_BANNEDFROMCHAN", target, `Cannot join channel (+b): ${message}`);
    case "bad_key":
      return client.reply("ERR_BADCHANNELKEY", target, `Cannot join channel (+k): ${message}`);
    case "invite_only":
      return client.reply("ERR_INVITEONLYCHAN", target, `Cannot join channel (+i): ${message}`);
    case "room_full":
      return client.reply("ERR_CHANNELISFULL", target, `Cannot join channel (+l): ${message}`);
    // Clients that know it try again by themselves.
    case "slow_down":
      return client.reply("ERR_UNAVAILRESOURCE", target, message);
    case "too_many_rooms":
      return client.reply("ERR_TOOMANYCHANNELS", target, message);
    case "not_a_member":
      return client.reply("ERR_NOTONCHANNEL", target, message);
    case "no_such_user":
      return client.reply("ERR_NOSUCHNICK", target, message);
    case "no_right":
    case "read_only":
      return client.reply("ERR_CHANOPRIVSNEEDED", target, message);
    default:
      return client.reply("ERR_CANNOTSENDTOCHAN", target, message);
  }
}
