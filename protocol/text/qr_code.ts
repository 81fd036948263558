/**
 * Draws QR codes (ISO/IEC 18004) with half blocks, two modules in a character. What is drawn is light:
 * whoever shows it does so in white on black.
 */

/** Modules of light around a code, so that cameras find it. */
const BORDER = 2;

/** The rows of a code for `text`: light is drawn, dark is left as the terminal is. */
export async function qrRows(text: string): Promise<string[]> {
  // Loaded only here: few people ever see one.
  const { encode } = await import("uqr");
  const { data } = encode(text, { ecc: "L", border: BORDER });
  return halfBlocks(data);
}

/** Whether a line is a row of a code: it has to be dark on light wherever it is shown. */
export function isQrRow(line: string): boolean {
  return /^[█▀▄ ]{20,}$/.test(line) && line.trim() !== "";
}

/** Rows of characters, each for two rows of modules; true is dark. What is below the last is dark. */
export function halfBlocks(modules: readonly (readonly boolean[])[]): string[] {
  const rows: string[] = [];
  for (let y = 0; y < modules.length; y += 2) {
    const upper = modules[y] ?? [];
    const lower = modules[y + 1];
    rows.push(upper.map((isDark, x) => block(!isDark, lower?.[x] === false)).join(""));
  }
  return rows;
}

function block(isUpperLight: boolean, isLowerLight: boolean): string {
  if (isUpperLight) return isLowerLight ? "█" : "▀";
  return isLowerLight ? "▄" : " ";
}
