/** Downloads from a server that cuts, stalls, redirects and lies. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { FETCH_POLICY } from "../../../engine/fetch/policy.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import { atUrl, describeFile, inPlace, makeBytes, makeClock, waitForBytes } from "./fetching.ts";
import { serveRange, withServer } from "./server.ts";

const BYTES = makeBytes(300_000);
const SHA256 = hashBytes(BYTES);

Deno.test("fetch() downloads a file once, and needs no network afterwards", () =>
  inPlace(({ fetch, list }) =>
    withServer((seen) => serveRange(seen, BYTES), async ({ url, seen }) => {
      const file = describeFile(BYTES, atUrl(`${url}/a`));
      assert.deepEqual(await fetch(file), BYTES);
      assert.deepEqual(list("downloads"), [SHA256]);
      assert.deepEqual(await fetch(file), BYTES);
      assert.equal(seen.length, 1);
      assert.equal(seen[0]?.headers.get("accept-encoding"), "identity");
    })
  ));

Deno.test("fetch() goes on where a download was cut off, with the tag of what it has", () =>
  inPlace(({ fetch, clock }) =>
    withServer((seen, count) => {
      const reply = serveRange(seen, BYTES, '"v1"');
      return count === 0 ? { ...reply, after: 100_000, then: "cut" } : reply;
    }, async ({ url, seen }) => {
      assert.deepEqual(await fetch(describeFile(BYTES, atUrl(url))), BYTES);
      assert.equal(seen.length, 2);
      assert.equal(seen[1]?.headers.get("range"), "bytes=100000-");
      assert.equal(seen[1]?.headers.get("if-range"), '"v1"');
      assert.deepEqual(clock.pauses, [1000]);
    })
  ));

Deno.test("fetch() begins anew where the server does not know ranges, or has another file by now", async (t) => {
  const old = makeBytes(300_000, 2);
  const servers = {
    "ignores Range": (count: number) => ({ headers: {}, body: count === 0 ? old : BYTES }),
    "has another tag": (count: number) =>
      count === 0
        ? { headers: { etag: '"old"' }, body: old }
        : { headers: { etag: '"new"' }, body: BYTES },
    "sends another range": (count: number) =>
      count === 1
        ? {
          status: "206 Partial Content",
          headers: { "content-range": "bytes 7-299999/300000" },
          body: BYTES.subarray(7),
        }
        : { body: count === 0 ? old : BYTES },
  };
  for (const [name, reply] of Object.entries(servers)) {
    await t.step(name, () =>
      inPlace(({ fetch }) =>
        withServer(
          (_, count) => count === 0 ? { ...reply(0), after: 100_000, then: "cut" } : reply(count),
          async ({ url }) => {
            assert.deepEqual(await fetch(describeFile(BYTES, atUrl(url))), BYTES);
          },
        )
      ));
  }
});

Deno.test("fetch() begins anew when what was resumed is not the file", () =>
  inPlace(({ root, fetch }) =>
    withServer((seen) => serveRange(seen, BYTES), async ({ url, seen }) => {
      await Deno.mkdir(join(root, "downloads"));
      await Deno.writeFile(join(root, "downloads", `${SHA256}.part`), new Uint8Array(5000));
      assert.deepEqual(await fetch(describeFile(BYTES, atUrl(url))), BYTES);
      assert.deepEqual(seen.map(({ headers }) => headers.get("range")), [
        "bytes=5000-",
        undefined,
      ]);
    })
  ));

Deno.test("fetch() takes a part that is whole for the file, and one that is too long for none", async (t) => {
  for (const [name, part] of [["whole", BYTES], ["too long", makeBytes(300_009)]] as const) {
    await t.step(
      name,
      () =>
        inPlace(({ root, fetch }) =>
          withServer((seen) => serveRange(seen, BYTES), async ({ url }) => {
            await Deno.mkdir(join(root, "downloads"));
            await Deno.writeFile(join(root, "downloads", `${SHA256}.part`), part);
            assert.deepEqual(await fetch(describeFile(BYTES, atUrl(url))), BYTES);
          })
        ),
    );
  }
});

Deno.test("fetch() asks again when nothing arrives for the stall time", () =>
  inPlace(({ fetch, clock, events }) =>
    withServer(
      (seen, count) => ({
        ...serveRange(seen, BYTES),
        ...count === 0 ? { after: 1000, then: "hang" } as const : {},
      }),
      async ({ url, seen }) => {
        const fetched = fetch(describeFile(BYTES, atUrl(url)));
        await waitForBytes(events, 1000);
        clock.stall();
        assert.deepEqual(await fetched, BYTES);
        assert.ok(
          events.some((event) => event.step === "paused" && event.reason === "nothing for 30 s"),
        );
        assert.equal(seen[1]?.headers.get("range"), "bytes=1000-");
      },
    )
  ));

Deno.test("fetch() follows redirections, but not for ever and not to files", async (t) => {
  const locations: Readonly<Record<string, string>> = {
    "/start": "/next",
    "/next": "file",
    "/loop": "/loop",
    "/local": "file:///etc/hostname",
  };
  const run = (path: string) =>
    inPlace(({ fetch }) =>
      withServer((seen) => {
        const location = locations[seen.path];
        if (location === undefined) return serveRange(seen, BYTES);
        return { status: "302 Found", headers: { location } };
      }, async ({ url, seen }) => {
        const file = describeFile(BYTES, atUrl(`${url}${path}`));
        if (path === "/start") {
          assert.deepEqual(await fetch(file), BYTES);
          assert.deepEqual(seen.map((one) => one.path), ["/start", "/next", "/file"]);
        } else if (path === "/loop") {
          await assert.rejects(fetch(file), /more than 10 redirections/);
          assert.equal(seen.length, FETCH_POLICY.redirects + 1);
        } else await assert.rejects(fetch(file), /a redirection to file:\/\/\/etc\/hostname/);
      })
    );
  for (const path of ["/start", "/loop", "/local"]) await t.step(path, () => run(path));
});

Deno.test("fetch() asks a server that is down again, after pauses that double", () =>
  inPlace(({ fetch, clock }) =>
    withServer(
      (seen, count) =>
        count < 3 ? { status: "500 Internal Server Error" } : serveRange(seen, BYTES),
      async ({ url }) => {
        assert.deepEqual(await fetch(describeFile(BYTES, atUrl(url))), BYTES);
        assert.deepEqual(clock.pauses, [1000, 2000, 4000]);
      },
    )
  ));

Deno.test("fetch() waits for as long as Retry-After says, in seconds or as a date, within bounds", async (t) => {
  const now = Date.parse("Sun, 22 Nov 2026 10:00:00 GMT");
  const cases = [
    ["7", 7000],
    ["Sun, 22 Nov 2026 10:00:09 GMT", 9000],
    ["soon", 1000],
    ["3600", undefined],
  ] as const;
  for (const [after, pause] of cases) {
    const clock = makeClock(now);
    await t.step(after, () =>
      inPlace(({ fetch }) =>
        withServer(
          (seen, count) =>
            count === 0
              ? { status: "503 Service Unavailable", headers: { "retry-after": after } }
              : serveRange(seen, BYTES),
          async ({ url }) => {
            const fetched = fetch(describeFile(BYTES, atUrl(url)));
            if (pause === undefined) {
              await assert.rejects(
                fetched,
                /503 Service Unavailable, to be asked again after 3600 s/,
              );
            } else {
              await fetched;
              assert.deepEqual(clock.pauses, [pause]);
            }
          },
        ), clock));
  }
});

Deno.test("fetch() gives a server up that gains nothing in five attempts, and one that is not there after three", async () => {
  await inPlace(({ fetch, clock }) =>
    withServer(() => ({ body: BYTES, after: 1000, then: "cut" }), async ({ url, seen }) => {
      const lied = fetch(describeFile(BYTES, atUrl(url)));
      await assert.rejects(lied, /cut off after 1000 bytes .*, 5 times in a row/);
      assert.equal(seen.length, 5);
      assert.deepEqual(clock.pauses, [1000, 2000, 4000, 8000]);
    })
  );
  await inPlace(async ({ fetch, clock }) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const file = describeFile(BYTES, atUrl(`http://127.0.0.1:${port}/a`));
    await assert.rejects(fetch(file), /no connection \(Connection refused\), 3 times in a row/);
    assert.deepEqual(clock.pauses, [1000, 2000]);
  });
});

Deno.test("fetch() leaves a part when it is cancelled, and goes on from it the next time", () =>
  inPlace(({ fetch, list, events }) =>
    withServer(
      (seen, count) => ({
        ...serveRange(seen, BYTES),
        ...count === 0 ? { after: 120_000, then: "hang" } as const : {},
      }),
      async ({ url, seen }) => {
        const file = describeFile(BYTES, atUrl(url));
        const cancel = new AbortController();
        const fetched = fetch(file, { signal: cancel.signal });
        await waitForBytes(events, 120_000);
        const reason = new Error("Ctrl-C");
        cancel.abort(reason);
        await assert.rejects(fetched, reason);
        assert.deepEqual(list("downloads"), [`${SHA256}.part`]);
        assert.deepEqual(await fetch(file), BYTES);
        assert.equal(seen[1]?.headers.get("range"), "bytes=120000-");
        assert.deepEqual(list("downloads"), [SHA256]);
      },
    )
  ));
