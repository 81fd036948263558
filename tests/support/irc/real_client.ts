/** IRC clients that people use, run in a terminal of their own, for tests. */
import { Tmux } from "../tmux.ts";

/** Whether a program is there that can be run. */
export function isInstalled(program: string): boolean {
  const { success } = new Deno.Command("sh", {
    args: ["-c", 'command -v "$1"', "sh", program],
    stdout: "null",
    stderr: "null",
  }).outputSync();
  return success;
}

/** Defines a test that is reported as ignored, with the reason in its name, where a program is missing. */
export function clientTest(
  name: string,
  programs: readonly string[],
  run: () => Promise<void>,
): void {
  const missing = ["tmux", ...programs].filter((program) => !isInstalled(program));
  const ignore = missing.length > 0;
  const reason = ignore ? ` (skipped: needs ${missing.join(", ")})` : "";
  Deno.test({ name: `${name}${reason}`, ignore, fn: run });
}

/** Who connects to where. */
export interface ClientAccount {
  port: number;
  /** Other servers that are the same chat. */
  others?: readonly number[];
  name: string;
  password: string;
  /** A folder of its own for what the client writes. */
  home: string;
}

/** irssi, which connects at once and logs in by SASL. */
export async function startIrssi(
  { port, others = [], name, password, home }: ClientAccount,
): Promise<Tmux> {
  await Deno.mkdir(home, { recursive: true });
  const server = (at: number) =>
    `{ address = "127.0.0.1"; chatnet = "chat"; port = "${at}"; autoconnect = "${
      at === port ? "yes" : "no"
    }"; use_tls = "no"; }`;
  const config = `
servers = (${[port, ...others].map(server).join(", ")});
chatnets = { chat = { type = "IRC"; nick = "${name}"; sasl_mechanism = "PLAIN"; sasl_username = "${name}"; sasl_password = "${password}"; }; };
settings = { core = { real_name = "${name} of irssi"; user_name = "${name}"; nick = "${name}"; }; "fe-common/core" = { autocreate_own_query = "yes"; autocreate_query_level = "msgs"; window_auto_change = "yes"; }; };
`;
  await Deno.writeTextFile(`${home}/config`, config);
  return await Tmux.start({
    command: ["irssi", "--home", home],
    env: { HOME: home },
    columns: 110,
    rows: 30,
  });
}

/** WeeChat, which connects at once and logs in by SASL. */
export async function startWeechat(
  { port, others = [], name, password, home }: ClientAccount,
): Promise<Tmux> {
  const addresses = [port, ...others].map((at) => `127.0.0.1/${at}`).join();
  await Deno.mkdir(home, { recursive: true });
  return await Tmux.start({
    command: [
      "weechat-curses",
      "-d",
      home,
      "-r",
      "/set weechat.startup.display_logo off",
      "-r",
      `/server add chat ${addresses} -nossl -nicks=${name} -username=${name}`,
      "-r",
      `/set irc.server.chat.sasl_username ${name}`,
      "-r",
      `/set irc.server.chat.sasl_password ${password}`,
      "-r",
      "/set irc.look.server_buffer independent",
      "-r",
      "/connect chat",
    ],
    env: { HOME: home },
    columns: 110,
    rows: 30,
  });
}

/** catgirl, which speaks TLS alone, trusts a certificate that it is given, and sends PASS. */
export async function startCatgirl(
  { port, name, password, home, certificate }: ClientAccount & { certificate: string },
): Promise<Tmux> {
  await Deno.mkdir(home, { recursive: true });
  return await Tmux.start({
    command: [
      "catgirl",
      "-h",
      "localhost",
      "-p",
      String(port),
      "-n",
      name,
      "-u",
      name,
      "-w",
      `${name}:${password}`,
      "-t",
      certificate,
    ],
    env: { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home },
    columns: 110,
    rows: 30,
  });
}

/** sic, which knows a nick and a password, and nothing else. */
export async function startSic({ port, name, password, home }: ClientAccount): Promise<Tmux> {
  await Deno.mkdir(home, { recursive: true });
  return await Tmux.start({
    command: [
      "sic",
      "-h",
      "127.0.0.1",
      "-p",
      String(port),
      "-n",
      name,
      "-k",
      `${name}:${password}`,
    ],
    env: { HOME: home },
    columns: 110,
    rows: 30,
  });
}
