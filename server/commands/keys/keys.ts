/** Keys of those who write end-to-end encrypted: logs of devices, secrets, keys of conversations. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Action } from "../../../protocol/requests.ts";
import type { MemberCommand } from "../command.ts";

function missing<A extends Action>(): MemberCommand<A> {
  return {
    access: "logged_in",
    rate: "query",
    pipelined: true,
    handle: () => {
      throw new ChatError("unknown_action");
    },
  };
}

export const keys = missing<"keys">();
export const keysChange = missing<"keys_change">();
export const keysDevice = missing<"keys_device">();
export const keysSecrets = missing<"keys_secrets">();
export const keysVault = missing<"keys_vault">();
export const conversationKeys = missing<"conversation_keys">();
export const link = missing<"link">();
