/**
 * The least that a server in this runtime can do for the same load: no accounts, no database, no
 * parsing. Whatever lines come are counted, and for each of them everybody gets one line; all of a
 * turn in one chunk. What it reaches is the ceiling for the real server's fan-out.
 *
 * Usage: ceiling_server.ts PORT [FOLDER FOR A CERTIFICATE]
 */
import { createServer, type TlsOptions } from "node:tls";
import { loadOrMakeCertificate } from "../../server/net/certificate/certificate_store.ts";

const encoder = new TextEncoder();
const LOGGED_IN = encoder.encode('{"event":"hello"}\n{"ok":true,"last_id":0,"token":"none"}\n');
const ANSWER = '{"ok":true,"id":1000000,"time":"2026-11-20T17:00:00.000Z"}\n';
const TIME = "2026-11-20T17:00:00.000Z";
const [port = "0", folder = ""] = Deno.args;

/** One client: `waiting` is what came while its last write was under way. */
interface Client {
  answers: number;
  isIn: boolean;
  /** The beginning of a line whose end has not come yet. */
  rest: string;
  isWriting: boolean;
  waiting: Uint8Array[];
  write(bytes: Uint8Array): Promise<unknown>;
}

const clients = new Set<Client>();
let texts: string[] = [];
let scheduled = false;

function receive(client: Client, chunk: Uint8Array): void {
  const lines = (client.rest + new TextDecoder().decode(chunk)).split("\n");
  client.rest = lines.pop() ?? "";
  for (const line of lines) {
    if (line === "") continue;
    if (!client.isIn) {
      client.isIn = true;
      send(client, LOGGED_IN);
      continue;
    }
    const start = line.indexOf('"text":"') + 8;
    texts.push(line.slice(start, line.indexOf('"', start)));
    client.answers += 1;
  }
  if (scheduled || texts.length === 0) return;
  scheduled = true;
  setTimeout(flush, 1);
}

function flush(): void {
  scheduled = false;
  let all = "";
  for (const text of texts) {
    all +=
      `{"event":"message","id":1000000,"room":"general","from":"sender0","text":"${text}","time":"${TIME}"}\n`;
  }
  texts = [];
  const bytes = encoder.encode(all);
  for (const client of clients) {
    if (client.answers > 0) {
      client.waiting.push(encoder.encode(ANSWER.repeat(client.answers)));
      client.answers = 0;
    }
    send(client, bytes);
  }
}

function send(client: Client, bytes: Uint8Array): void {
  client.waiting.push(bytes);
  if (!client.isWriting) void drain(client);
}

async function drain(client: Client): Promise<void> {
  client.isWriting = true;
  try {
    while (client.waiting.length > 0) {
      const chunks = client.waiting;
      client.waiting = [];
      const [first] = chunks;
      await client.write(first !== undefined && chunks.length === 1 ? first : joined(chunks));
    }
  } catch {
    clients.delete(client);
  }
  client.isWriting = false;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  return all;
}

function enter(write: (bytes: Uint8Array) => Promise<unknown>): Client {
  const client = { answers: 0, isIn: false, rest: "", isWriting: false, waiting: [], write };
  clients.add(client);
  return client;
}

async function servePlain(): Promise<void> {
  for await (const connection of Deno.listen({ hostname: "127.0.0.1", port: Number(port) })) {
    connection.setNoDelay(true);
    void converse(connection);
  }
}

async function converse(connection: Deno.TcpConn): Promise<void> {
  const client = enter(async (bytes) => {
    let written = await connection.write(bytes);
    while (written < bytes.length) written += await connection.write(bytes.subarray(written));
  });
  const buffer = new Uint8Array(4_096);
  try {
    for (;;) {
      const count = await connection.read(buffer);
      if (count === null) break;
      receive(client, buffer.subarray(0, count));
    }
  } catch {
    // The client has gone.
  }
  clients.delete(client);
}

async function serveTls(): Promise<void> {
  const made = await loadOrMakeCertificate(folder, { hostname: "localhost", now: new Date() });
  const options: TlsOptions & { noDelay: boolean } = {
    cert: made.certificatePem,
    key: made.privateKeyPem,
    noDelay: true,
  };
  createServer(options, (socket) => {
    const client = enter((bytes) => new Promise((resolve) => socket.write(bytes, resolve)));
    socket.on("data", (chunk) => receive(client, chunk));
    socket.on("close", () => clients.delete(client));
    socket.on("error", () => clients.delete(client));
  }).listen(Number(port), "127.0.0.1");
}

if (folder === "") void servePlain();
else void serveTls();
