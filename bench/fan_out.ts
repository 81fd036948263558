/**
 * Measures fan-out: how many deliveries a second one server core makes, and what each costs. Starts
 * a real server, pins it to the first core where `taskset` is there, and reads everything it sends.
 *
 * Usage: deno task bench [--receivers 1000] [--senders 10] [--in-flight 16] [--seconds 5] [--tls]
 */
import { connect as connectTls } from "node:tls";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    receivers: { type: "string", default: "1000" },
    senders: { type: "string", default: "10" },
    "in-flight": { type: "string", default: "16" },
    seconds: { type: "string", default: "5" },
    "text-bytes": { type: "string", default: "20" },
    tls: { type: "boolean", default: false },
  },
});
const receivers = Number(values.receivers);
const senders = Number(values.senders);
const inFlight = Number(values["in-flight"]);
const seconds = Number(values.seconds);
const text = "x".repeat(Number(values["text-bytes"]));
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const NEWLINE = 0x0a;

/** What a connection needs to be measured. */
interface Wire {
  write(bytes: Uint8Array): void;
  close(): void;
}

const data = await Deno.makeTempDir({ prefix: "chat-bench-" });
const port = 40_000 + Math.floor(Math.random() * 20_000);
const server = startServer();
try {
  await listening();
  const token = await register("crowd");
  const sendersTokens = [];
  for (let index = 0; index < senders; index++) {
    sendersTokens.push(await register(`sender${index}`));
  }

  let receivedBytes = 0;
  for (let index = 0; index < receivers; index++) {
    await login(token, (bytes) => receivedBytes += bytes.length);
  }
  let acknowledged = 0;
  let lines = 0;
  let lineBytes = 0;
  let running = true;
  const request = encoder.encode(`${JSON.stringify({ action: "say", text })}\n`);
  for (const [index, senderToken] of sendersTokens.entries()) {
    let rest = new Uint8Array(0);
    const wire = await login(senderToken, (bytes) => {
      const chunk = join(rest, bytes);
      let start = 0;
      let answers = 0;
      for (;;) {
        const end = chunk.indexOf(NEWLINE, start);
        if (end < 0) break;
        // `{"ok":…` against `{"event":…`.
        if (chunk[start + 2] === 0x6f) answers += 1;
        else if (index === 0) {
          lines += 1;
          lineBytes += end + 1 - start;
        }
        start = end + 1;
      }
      rest = chunk.slice(start);
      acknowledged += answers;
      if (running) { for (let count = 0; count < answers; count++) wire.write(request); }
    });
    for (let count = 0; count < inFlight; count++) wire.write(request);
  }

  await pause(1_000);
  const before = { receivedBytes, acknowledged, lines, lineBytes, cpu: cpuSeconds(server.pid) };
  const started = performance.now();
  await pause(seconds * 1_000);
  const elapsed = (performance.now() - started) / 1_000;
  const cpu = cpuSeconds(server.pid) - before.cpu;
  const bytesPerLine = (lineBytes - before.lineBytes) / (lines - before.lines);
  const deliveries = (receivedBytes - before.receivedBytes) / bytesPerLine;
  running = false;
  console.log(
    [
      `${receivers} receivers, ${senders} senders, ${inFlight} in flight, ${
        values.tls ? "TLS" : "plain"
      }`,
      `${((acknowledged - before.acknowledged) / elapsed).toFixed(0)} messages/s committed`,
      `${(deliveries / elapsed / 1e6).toFixed(2)} M deliveries/s of ${
        bytesPerLine.toFixed(0)
      } bytes`,
      `${(cpu / deliveries * 1e6).toFixed(3)} µs of server CPU each, ${
        (cpu / elapsed * 100).toFixed(0)
      } % of a core`,
      `${rssMebibytes(server.pid)} MiB`,
    ].join("; "),
  );
} finally {
  server.kill("SIGKILL");
  await server.status;
  await Deno.remove(data, { recursive: true });
}
Deno.exit(0);

function startServer(): Deno.ChildProcess {
  const main = new URL("../main.ts", import.meta.url).pathname;
  const args = ["run", "--allow-all", main, "serve", "--port", `${port}`, "--data", data]
    .concat(["--limits", "off", "--bcrypt-cost", "4", "--host", "127.0.0.1"])
    .concat(values.tls ? [] : ["--no-tls"]);
  const options = { stdout: "null", stderr: "null" } as const;
  try {
    return new Deno.Command("taskset", { args: ["-c", "0", Deno.execPath(), ...args], ...options })
      .spawn();
  } catch {
    return new Deno.Command(Deno.execPath(), { args, ...options }).spawn();
  }
}

async function listening(): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch {
      await pause(100);
    }
  }
  throw new Error("The server does not listen");
}

async function register(username: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let received = "";
  const wire = await open((bytes) => {
    received += decoder.decode(bytes);
    const token = /"token":"([^"]+)"/.exec(received)?.[1];
    if (token !== undefined) resolve(token);
  });
  const password = "bench password 1";
  wire.write(encoder.encode(`${JSON.stringify({ action: "register", username, password })}\n`));
  const token = await promise;
  wire.close();
  return token;
}

async function login(token: string, onData: (bytes: Uint8Array) => void): Promise<Wire> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let handler = (bytes: Uint8Array) => {
    if (!decoder.decode(bytes).includes('"last_id"')) return;
    handler = onData;
    resolve();
  };
  const wire = await open((bytes) => handler(bytes));
  wire.write(encoder.encode(`${JSON.stringify({ action: "login", token })}\n`));
  await promise;
  return wire;
}

async function open(onData: (bytes: Uint8Array) => void): Promise<Wire> {
  if (values.tls) {
    return await new Promise((resolve) => {
      const socket = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        socket.setNoDelay(true);
        socket.on("data", onData);
        resolve({ write: (bytes) => void socket.write(bytes), close: () => void socket.destroy() });
      });
    });
  }
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay(true);
  read(connection, onData);
  return {
    write: (bytes) => void connection.write(bytes).catch(() => {}),
    close: () => connection.close(),
  };
}

async function read(connection: Deno.TcpConn, onData: (bytes: Uint8Array) => void): Promise<void> {
  const buffer = new Uint8Array(256 * 1_024);
  try {
    for (;;) {
      const count = await connection.read(buffer);
      if (count === null) return;
      onData(buffer.subarray(0, count));
    }
  } catch {
    // Closed.
  }
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function cpuSeconds(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function rssMebibytes(pid: number): string {
  const kibibytes = /VmRSS:\s+(\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
  return (Number(kibibytes) / 1_024).toFixed(0);
}
