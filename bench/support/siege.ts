/** Two ordinary people who talk with each other while others attack the server. */
import { fileURLToPath } from "node:url";
import type { AttackReport } from "./attackers.ts";
import { Histogram } from "./histogram.ts";
import { pause } from "./pause.ts";
import { openWire, type Wire } from "./wire.ts";

/** What the people had of it. */
export interface SiegeReport {
  /** Texts that were sent, and those that never came or came twice. */
  sent: number;
  missing: number;
  repeated: number;
  /** From sending to receiving. */
  latencies: Histogram;
  attack: AttackReport;
}

/** What a siege is made of. */
export interface SiegeOptions {
  port: number;
  /** Tokens of the two, who are in `general`. */
  tokens: readonly [string, string];
  /** How many attack at once; none for the quiet to compare with. */
  attackers: number;
  milliseconds: number;
  /** Starts the process of the attackers. @default on any core */
  command?: (args: readonly string[]) => [string, string[]];
}

/** Time between two messages of one person. */
const TALK_EVERY_MS = 100;

/** How long the last messages may take. */
const LAST_WORDS_MS = 10_000;

const QUIET: AttackReport = {
  opened: 0,
  writes: 0,
  writtenBytes: 0,
  receivedBytes: 0,
  closed: 0,
};

/** One of the two: says when it speaks, and notes when it hears the other. */
export class Person {
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();
  /** Counts from the other's sending to this one's receiving. */
  latencies: Histogram;
  /** How often each text of the other has come. */
  readonly heard = new Map<string, number>();
  readonly said: string[] = [];
  readonly #name: string;
  #wire: Wire | undefined;
  #rest = "";
  #ready = Promise.withResolvers<void>();

  constructor(name: string, latencies: Histogram = new Histogram()) {
    this.#name = name;
    this.latencies = latencies;
  }

  async connect(port: number, token: string): Promise<void> {
    this.#wire = await openWire({ port, tls: false }, { onData: (bytes) => this.#take(bytes) });
    this.#write({ action: "login", token });
    await this.#ready.promise;
  }

  /** Says something that tells when it was said, in `general` or to somebody. */
  speak(to?: string): void {
    const text = `${this.#name} ${this.said.length} ${performance.now()}`;
    this.said.push(text);
    this.#write({ action: "say", text, ...(to === undefined ? {} : { to }) });
  }

  close(): void {
    this.#wire?.close();
  }

  #write(request: object): void {
    this.#wire?.write(this.#encoder.encode(`${JSON.stringify(request)}\n`));
  }

  #take(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.includes('"token"')) this.#ready.resolve();
      const text = /"text":"((?:first|second) \d+ ([\d.]+))"/.exec(line);
      if (text?.[1] === undefined || text[1].startsWith(this.#name)) continue;
      this.latencies.add(performance.now() - Number(text[2]));
      this.heard.set(text[1], (this.heard.get(text[1]) ?? 0) + 1);
    }
  }
}

/** Has two people talk, and attackers around them for as long. */
export async function besiege(options: SiegeOptions): Promise<SiegeReport> {
  const { port, tokens, attackers, milliseconds } = options;
  const latencies = new Histogram();
  const people = [new Person("first", latencies), new Person("second", latencies)] as const;
  await Promise.all(people.map((person, index) => person.connect(port, tokens[index] ?? "")));
  const attack = attackers === 0 ? Promise.resolve(QUIET) : startAttack(options);
  const endMs = performance.now() + milliseconds;
  while (performance.now() < endMs) {
    for (const person of people) person.speak();
    await pause(TALK_EVERY_MS);
  }
  const report = await attack;
  const [first, second] = people;
  const isComplete = () =>
    first.heard.size >= second.said.length && second.heard.size >= first.said.length;
  const deadlineMs = performance.now() + LAST_WORDS_MS;
  while (!isComplete() && performance.now() < deadlineMs) await pause(20);
  for (const person of people) person.close();
  const counts = [...first.heard.values(), ...second.heard.values()];
  const sent = first.said.length + second.said.length;
  return {
    sent,
    missing: sent - counts.length,
    repeated: counts.filter((count) => count > 1).length,
    latencies,
    attack: report,
  };
}

async function startAttack(
  { port, attackers, milliseconds, command = runDeno }: SiegeOptions,
): Promise<AttackReport> {
  const script = fileURLToPath(new URL("./attackers.ts", import.meta.url));
  const [program, args] = command(
    ["run", "--no-check", "--allow-all", script, `${port}`, `${attackers}`, `${milliseconds}`],
  );
  const { stdout, stderr, success } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`The attackers failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout)) as AttackReport;
}

function runDeno(args: readonly string[]): [string, string[]] {
  return [Deno.execPath(), [...args]];
}
