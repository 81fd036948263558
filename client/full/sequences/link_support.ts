/** Finds out whether the terminal makes links of OSC 8, and what may be one. */

/** Programs that are known to, by what they call themselves in TERM_PROGRAM. */
const PROGRAMS: ReadonlySet<string> = new Set([
  "contour",
  "ghostty",
  "Hyper",
  "iTerm.app",
  "rio",
  "Tabby",
  "vscode",
  "WezTerm",
  "WarpTerminal",
  "zed",
]);
/** The first version of VTE (GNOME Terminal and others) that does it well, as VTE_VERSION has it. */
const MIN_VTE = 5_200;
/** Longer addresses are shown as text only. */
const MAX_ADDRESS_LENGTH = 2_000;

/** Whether the terminal is known to support links; `variable` reads the environment. */
export function supportsLinks(variable: (name: string) => string | undefined): boolean {
  // What tmux and screen stand in is not known.
  if (/^(tmux|screen)/.test(variable("TERM") ?? "")) return false;
  return PROGRAMS.has(variable("TERM_PROGRAM") ?? "") || variable("WT_SESSION") !== undefined ||
    /^(xterm-kitty|xterm-ghostty|foot|alacritty|contour)/.test(variable("TERM") ?? "") ||
    Number(variable("VTE_VERSION") ?? 0) >= MIN_VTE;
}

/** The address in the text of a link, in printable ASCII; `undefined` when there is none. */
export function addressIn(text: string): string | undefined {
  const [found] = /https?:\/\/[^\s()<>]+/.exec(text) ?? [];
  if (found === undefined || found.length > MAX_ADDRESS_LENGTH) return undefined;
  const address = URL.parse(found)?.href;
  return address !== undefined && /^[\x21-\x7e]+$/.test(address) ? address : undefined;
}
