/** Asks the terminal for its size. */

/** Size that is assumed when the terminal does not tell. */
const FALLBACK_SIZE = { columns: 80, rows: 24 };

/** The size of the terminal at the moment, at least 1 × 1. */
export function terminalSize(): { columns: number; rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    return { columns: columns || FALLBACK_SIZE.columns, rows: rows || FALLBACK_SIZE.rows };
  } catch {
    return FALLBACK_SIZE; // none of the standard streams is a terminal
  }
}
