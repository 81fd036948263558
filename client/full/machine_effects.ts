/** What the state wants of this machine: of its terminal, its files and its other programs. */
import { printable } from "../../protocol/text/printable.ts";
import { pathChoices } from "../files/complete_path.ts";
import { offerFor } from "../files/offer.ts";
import { openLink } from "../files/open_link.ts";
import { pathRoots } from "../files/start_files.ts";
import { loadEmoji } from "../text/load_emoji.ts";
import { describe } from "../wording/describe.ts";
import type { FullTerminal } from "./full_terminal.ts";
import type { Action, Effect } from "./state/action.ts";

/** The effects that this machine has to do with. */
export type MachineEffect = Extract<
  Effect,
  {
    kind: "notify" | "copy" | "open-link" | "load-emoji" | "look-at-paste" | "complete-path";
  }
>;

/** With what they are performed. */
export interface MachinePowers {
  terminal: Pick<FullTerminal, "copy" | "notify">;
  dispatch: (action: Action) => void;
  /** The program that opens links; empty for that of the system. */
  linkProgram: string;
}

/** Does it, or begins to; what comes of it is dispatched. */
export function performHere(
  effect: MachineEffect,
  { dispatch, linkProgram, terminal }: MachinePowers,
): void {
  switch (effect.kind) {
    case "notify":
      return terminal.notify(effect.notification);
    case "copy":
      if (!terminal.copy(effect.text)) {
        dispatch({ kind: "hint", text: "It is too long to be copied" });
      }
      return;
    case "open-link":
      void openLink(effect.link, linkProgram).catch((error) => {
        terminal.copy(effect.link);
        dispatch({ kind: "hint", text: `Copied instead: ${printable(describe(error))}` });
      });
      return;
    case "load-emoji":
      void loadEmoji().then((table) =>
        dispatch({ kind: "emoji-loaded", names: Object.keys(table) })
      );
      return;
    case "look-at-paste":
      void offerFor(effect.text, pathRoots()).then((offer) => {
        if (offer !== undefined) dispatch({ kind: "paste-seen", text: effect.text, ...offer });
      });
      return;
    case "complete-path":
      void pathChoices(effect.before, pathRoots()).then((found) =>
        dispatch({ kind: "paths-found", before: effect.before, by: effect.by, ...found })
      );
      return;
    default:
      effect satisfies never;
  }
}
