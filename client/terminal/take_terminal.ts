/** Takes the terminal for a client that writes line under line, with a prompt on the last row. */
import { loadTextWidth, textWidth } from "../text/text_width.ts";
import { Screen } from "./screen.ts";
import { Terminal } from "./terminal.ts";

/** A terminal and what is shown on it. Whoever took it hides the prompt and closes the terminal. */
export interface TakenTerminal {
  screen: Screen;
  terminal: Terminal;
}

/** Takes the terminal that `output` writes to. */
export function takeTerminal(output: typeof Deno.stdout | typeof Deno.stderr): TakenTerminal {
  const terminal = new Terminal(output, {
    beforeEnd: () => screen.hidePrompt(),
    beforeStop: () => screen.suspend(),
    redraw: () => screen.redraw(),
  });
  void loadTextWidth();
  const screen = new Screen(terminal, textWidth);
  return { screen, terminal };
}
