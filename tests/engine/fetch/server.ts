/** A server on this machine that does what it is told, byte by byte, also what servers should not. */

/** A request as the server saw it. */
export interface Seen {
  readonly path: string;
  readonly headers: ReadonlyMap<string, string>;
}

/** What the server sends. */
export interface Reply {
  readonly status?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Bytes of the body after which the connection is cut, or left hanging. */
  readonly after?: number;
  readonly then?: "cut" | "hang";
}

/** A server under way. */
export interface TestServer {
  readonly url: string;
  readonly seen: readonly Seen[];
}

/** Runs a server for the time of some work; `answer` gets the request and how many came before it. */
export async function withServer(
  answer: (seen: Seen, count: number) => Reply | Promise<Reply>,
  work: (server: TestServer) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const seen: Seen[] = [];
  const open = new Set<Deno.Conn>();
  const serve = async (connection: Deno.Conn) => {
    open.add(connection);
    try {
      const request = await readRequest(connection);
      if (request === undefined) return;
      seen.push(request);
      const reply = await answer(request, seen.length - 1);
      await send(connection, reply);
      if (reply.then === "hang") await connection.read(new Uint8Array(1));
    } catch {
      // The client went away.
    } finally {
      open.delete(connection);
      close(connection);
    }
  };
  const serving = (async () => {
    for await (const connection of listener) void serve(connection);
  })().catch(() => {});
  try {
    await work({ url: `http://127.0.0.1:${listener.addr.port}`, seen });
  } finally {
    listener.close();
    open.forEach(close);
    await serving;
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // Closed already.
  }
}

async function readRequest(connection: Deno.Conn): Promise<Seen | undefined> {
  let text = "";
  const buffer = new Uint8Array(4096);
  while (!text.includes("\r\n\r\n")) {
    const count = await connection.read(buffer);
    if (count === null) return undefined;
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  const [first = "", ...lines] = text.split("\r\n");
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 0
      ? []
      : [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return { path: first.split(" ")[1] ?? "", headers: new Map(headers) };
}

async function send(connection: Deno.Conn, reply: Reply): Promise<void> {
  const { status = "200 OK", body = new Uint8Array(), after = body.length } = reply;
  const headers = Object.entries({ "content-length": `${body.length}`, ...reply.headers })
    .filter(([, value]) => value !== "");
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = new TextEncoder().encode(`HTTP/1.1 ${status}\r\nconnection: close\r\n${lines}\r\n`);
  await writeAll(connection, head);
  await writeAll(connection, body.subarray(0, after));
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let n = 0; n < bytes.length;) n += await connection.write(bytes.subarray(n));
}

/** Answers as a good server does: whole, or from the byte on that is asked for when the tag still holds. */
export function serveRange(seen: Seen, body: Uint8Array, etag?: string): Reply {
  const headers: Record<string, string> = etag === undefined ? {} : { etag };
  const from = Number(/^bytes=(\d+)-$/.exec(seen.headers.get("range") ?? "")?.[1] ?? 0);
  const tag = seen.headers.get("if-range");
  if (from === 0 || (tag !== undefined && tag !== etag)) return { headers, body };
  if (from >= body.length) {
    return {
      status: "416 Range Not Satisfiable",
      headers: { ...headers, "content-range": `bytes */${body.length}` },
    };
  }
  const range = `bytes ${from}-${body.length - 1}/${body.length}`;
  return {
    status: "206 Partial Content",
    headers: { ...headers, "content-range": range },
    body: body.subarray(from),
  };
}
