/** What it takes to follow a document: its commands, in order, and what it takes for granted. */

/** Words of a command, and what they stand for on the machine where it is followed. */
export type Meaning = Readonly<Record<string, string>>;

/** A command of a document, or something that the document takes for granted. */
export type Step =
  | { kind: "typed"; text: string; sees: RegExp; meaning: Meaning; code: number }
  /** It goes on until `halt`; `data` is the folder that it serves. */
  | { kind: "served"; text: string; data: string; sees: RegExp; meaning: Meaning }
  | { kind: "left"; text: string; because: string }
  | { kind: "given"; script: string };

/** A command that is run to its end, what it has to print, what words of it stand for, and its code. */
export function typed(text: string, sees = /^/, meaning: Meaning = {}, code = 0): Step {
  return { kind: "typed", text, sees, meaning, code };
}

/** A command that starts a server. */
export function served(text: string, data: string, sees: RegExp, meaning: Meaning = {}): Step {
  return { kind: "served", text, data, sees, meaning };
}

/** A command that is not run, and why. */
export function left(text: string, because: string): Step {
  return { kind: "left", text, because };
}

/** What somebody has done who types the next one; its last command must be granted. */
export function given(script: string): Step {
  return { kind: "given", script };
}

/** Starts every script of steps: `serve FOLDER COMMAND…`, `ready FOLDER` and `halt`. */
const FUNCTIONS = `
ready() {
  for attempt in $(seq 300); do
    ./chat admin health --data "$1" >/dev/null 2>&1 && return
    sleep 0.2
  done
  echo "No server runs on $1"
  return 1
}
serve() {
  data=$1
  shift
  "$@" >served.log 2>&1 &
  server=$!
  ready "$data"
}
halt() {
  kill "$server"
  wait "$server"
}
`;

/** A script that takes all steps in turn; before what each prints stands its number. */
export function scriptOf(steps: readonly Step[]): string {
  const parts = steps.map((step, index) => `echo "== ${index}"\n${partOf(step)}\necho "code $?"\n`);
  return FUNCTIONS + parts.join("");
}

function partOf(step: Step): string {
  switch (step.kind) {
    case "typed":
      return meant(step);
    case "served":
      return `(exec ${meant(step)}) >served.log 2>&1 &
server=$!
ready ${step.data} && cat served.log`;
    case "left":
      return "true";
    case "given":
      return step.script;
  }
}

function meant({ text, meaning }: { text: string; meaning: Meaning }): string {
  let said = text;
  for (const [word, meant] of Object.entries(meaning)) {
    if (!said.includes(word)) throw new RangeError(`${text} has no ${word}`);
    said = said.replace(word, () => meant);
  }
  return said;
}

/** What each step printed, and the code that it ended with, out of what the script did. */
export function resultsIn(output: string): { output: string; code: number }[] {
  return output.split(/^== \d+\n/m).slice(1).map((part) => {
    const [, printed = part, code] = /^([^]*?)code (\d+)\n$/.exec(part) ?? [];
    return { output: printed, code: Number(code) };
  });
}
