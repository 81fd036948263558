/**
 * The least HTTP server in this runtime that keeps files: what is sent to it goes to the disk, and what
 * is there is sent to whoever asks. No accounts, no rights, no hashes, nothing that goes on later.
 *
 * Usage: least_file_server.ts PORT FOLDER
 */
const [port = "0", folder = "."] = Deno.args;
const path = `${folder}/file`;

Deno.serve({ port: Number(port), hostname: "127.0.0.1", onListen() {} }, async (request) => {
  if (request.method === "POST") {
    const file = await Deno.open(path, { create: true, write: true, truncate: true });
    await request.body?.pipeTo(file.writable, { preventClose: true });
    // What is acknowledged is on the disk.
    await file.sync();
    file.close();
    return new Response("ok\n");
  }
  const file = await Deno.open(path, { read: true });
  const { size } = await file.stat();
  return new Response(file.readable, { headers: { "Content-Length": `${size}` } });
});
