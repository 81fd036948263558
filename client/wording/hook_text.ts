/** Says which hooks a room has; what others wrote is made harmless here. */
import type { HookInfo } from "../../protocol/records.ts";
import { printable } from "../../protocol/text/printable.ts";
import { momentOf } from "../text/times.ts";

/** A line for each hook, with what there is to know of it. */
export function hookLines(hooks: readonly HookInfo[]): string[] {
  return hooks.map((hook) => {
    const { by, direction, name, time } = hook;
    const way = direction === "out" ? `out to ${printable(hook.url ?? "?")}` : "in";
    const parts = [
      way,
      `${Number(hook.rate)} a minute`,
      hook.signed === true ? "signed" : undefined,
      hook.words === undefined ? undefined : `only ${hook.words.map(printable).join(", ")}`,
      hook.used === undefined ? "never used" : `used ${momentOf(hook.used)}`,
      hook.off === undefined
        ? hook.failing === undefined ? undefined : `failing since ${momentOf(hook.failing)}`
        : `switched off ${momentOf(hook.off)}`,
    ];
    const shown = parts.filter((part) => part !== undefined).join(", ");
    return `#${Number(hook.hook)} ${printable(name)}: ${shown} (by ${printable(by)}, ${
      momentOf(time)
    })`;
  });
}
