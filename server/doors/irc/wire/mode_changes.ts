/** The letters of a MODE with what belongs to each. */

/** One change. */
export interface ModeChange {
  readonly isOn: boolean;
  readonly letter: string;
  readonly param: string | undefined;
}

/** Modes that take a parameter both ways, and those that take one only when they are set. */
const ALWAYS = "qovbeIk";
const WHEN_SET = "lf";

/** The changes in the order in which they are written. */
export function modeChanges(modes: string, params: readonly string[]): ModeChange[] {
  const changes: ModeChange[] = [];
  let isOn = true;
  let next = 0;
  for (const letter of modes) {
    if (letter === "+" || letter === "-") {
      isOn = letter === "+";
      continue;
    }
    const takesParam = ALWAYS.includes(letter) || isOn && WHEN_SET.includes(letter);
    const param = takesParam ? params[next++] : undefined;
    changes.push({ isOn, letter, param });
  }
  return changes;
}
