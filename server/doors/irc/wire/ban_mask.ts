/** What stands behind `MODE +b`, `+e` and `+I`: masks as clients write them. */
import { MAX_MASK_LENGTH } from "../../../access/name_mask.ts";
import type { MeasureInfo } from "../../../../protocol/records.ts";

/** The parts of `m:nick!user@host`, of which all but the first may be missing. */
const PARTS = /^(~?m(?:ute)?:)?(~?a(?:ccount)?:)?([A-Za-z0-9_*?-]+)(?:!([^@]+)(?:@(.+))?)?$/;

/** A mask, taken apart. */
export interface BanMask {
  /** Whether it is about writing (`m:`), and not about being there. */
  isMute: boolean;
  /** Whether it is about the name of an account (`a:`), and not about a nick. */
  isOfAccounts: boolean;
  nick: string;
  /** `*` is everybody's. */
  user: string;
  host: string;
}

/** Takes a mask apart; undefined for what is none. */
export function parseBanMask(text: string): BanMask | undefined {
  if (text.length > MAX_MASK_LENGTH) return undefined;
  const [, mute, account, nick, user = "*", host = "*"] = PARTS.exec(text) ?? [];
  if (nick === undefined) return undefined;
  return { isMute: mute !== undefined, isOfAccounts: account !== undefined, nick, user, host };
}

/** A measure as it stands in lists and in MODE. */
export function banMaskOf(
  { accounts, kind, mask, nick }: Pick<MeasureInfo, "accounts" | "mask"> & {
    kind: string;
    nick: string | undefined;
  },
): string {
  const about = accounts === true ? `a:${mask}` : `${nick ?? mask ?? "*"}!*@*`;
  return kind === "mute" ? `m:${about}` : about;
}

/** The letter of the mode for each kind of measure that has one. */
export const LETTER_OF_MEASURE: Readonly<Record<string, string | undefined>> = {
  ban: "b",
  mute: "b",
  exempt: "e",
  let_in: "I",
};
