/** A disc with the first letter of a name: people find each other by its colour. */
import { printable } from "../../../protocol/text/printable.ts";
import { nickClass } from "./nick.ts";

/** Of no meaning to a screen reader: the name stands beside it. */
export function Avatar({ username, isOnline }: { username: string; isOnline?: boolean }) {
  const [first = "?"] = printable(username);
  return (
    <span
      class={`avatar ${nickClass(username)}`}
      data-letter={first.toUpperCase()}
      aria-hidden="true"
    >
      {isOnline !== undefined && <span class="presence" data-online={isOnline} />}
    </span>
  );
}
