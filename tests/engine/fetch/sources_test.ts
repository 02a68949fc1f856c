/** Which source serves a file, what is checked, and what is said when none does. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openFetcher } from "../../../engine/fetch/fetcher.ts";
import { openDisk } from "../../../engine/store/disk.ts";
import { hashBytes } from "../../../engine/store/hash.ts";
import { KooplineError } from "../../../schemas/error.ts";
import { atUrl, describeFile, inPlace, makeBytes, makeClock, packGzip } from "./fetching.ts";
import { serveRange, withServer } from "./server.ts";

const BYTES = makeBytes(50_000);
const OTHER = makeBytes(50_000, 2);
const SHA256 = hashBytes(BYTES);

/** The one problem that fetching a file ends in. */
async function readProblem(fetched: Promise<unknown>) {
  const error = await fetched.then(() => undefined, (reason: unknown) => reason);
  assert.ok(error instanceof KooplineError, String(error));
  return error.problems[0];
}

Deno.test("fetch() takes the first source that serves, and passes over 404 and wrong bytes", () =>
  inPlace(({ fetch, events, list, root }) =>
    withServer((seen) => {
      if (seen.path === "/gone") return { status: "404 Not Found" };
      return serveRange(seen, seen.path === "/other" ? OTHER : BYTES);
    }, async ({ url, seen }) => {
      const paths = ["/gone", "/other", "/right", "/never"] as const;
      const [first, ...rest] = paths.map((path) => atUrl(`${url}${path}`));
      assert.ok(first);
      assert.deepEqual(await fetch(describeFile(BYTES, first, ...rest)), BYTES);
      assert.deepEqual(seen.map(({ path }) => path), ["/gone", "/other", "/right"]);
      const refused = events.flatMap((event) => event.step === "refused" ? [event.reason] : []);
      assert.equal(refused[0], "404 Not Found");
      assert.match(refused[1] ?? "", new RegExp(`expected sha256 ${SHA256} but found`));
      const [aside = ""] = list("corrupt");
      assert.deepEqual(Deno.readFileSync(join(root, "corrupt", aside)), OTHER);
      assert.match(refused[1] ?? "", new RegExp(`moved to .*${aside}$`));
      assert.deepEqual(list("downloads"), [SHA256]);
    })
  ));

Deno.test("fetch() gives the same bytes from a folder, raw or packed, and from a server", () =>
  inPlace(({ root, fetch, list }) =>
    withServer((seen) => serveRange(seen, BYTES), async ({ url, seen }) => {
      const packed = await packGzip(BYTES);
      const packing = { encoding: "gzip", sha256: hashBytes(packed) } as const;
      const file = describeFile(
        BYTES,
        { kind: "folder", path: "set/file.gz", packed: packing },
        { kind: "folder", path: "set/file" },
        atUrl(url),
      );
      const folder = join(root, "data");
      await Deno.mkdir(join(folder, "set"), { recursive: true });
      await Deno.writeFile(join(folder, "set", "file.gz"), packed);
      assert.deepEqual(await fetch(file, { folder }), BYTES);
      await Deno.remove(join(folder, "set", "file.gz"));
      await Deno.writeFile(join(folder, "set", "file"), BYTES);
      assert.deepEqual(await fetch(file, { folder }), BYTES);
      assert.equal(seen.length, 0);
      assert.deepEqual(list("downloads"), []);
      assert.deepEqual(await fetch(file), BYTES);
      assert.equal(seen.length, 1);
    })
  ));

Deno.test("fetch() leaves a wrong file of the user's where it is, and says what is wrong with it", () =>
  inPlace(async ({ root, fetch }) => {
    const path = join(root, "file");
    await Deno.writeFile(path, OTHER);
    const problem = await readProblem(
      fetch(describeFile(BYTES, { kind: "folder", path: "file" }), { folder: root }),
    );
    assert.match(
      problem.found,
      new RegExp(`expected sha256 ${SHA256} but found ${hashBytes(OTHER)}`),
    );
    assert.deepEqual(Deno.readFileSync(path), OTHER);
  }));

Deno.test("fetch() ends in one error that names every source, the hash and what to do", () =>
  inPlace(({ fetch, root }) =>
    withServer(() => ({ status: "403 Forbidden" }), async ({ url }) => {
      const file = describeFile(
        BYTES,
        { kind: "folder", path: "set/a" },
        { kind: "folder", path: "a" },
        { kind: "npm", specifier: "npm:nobody-locks-this@1.0.0/a" },
        atUrl(`${url}/a`),
      );
      const unset = await readProblem(fetch(file));
      assert.equal(unset.code, "fetch.failed");
      assert.match(unset.expected, /^set\/file from one of its sources$/);
      assert.deepEqual(unset.found.split("\n    "), [
        "none that serves it",
        "KOOPLINE_DATA is not set",
        "npm:nobody-locks-this@1.0.0/a: a package that is not locked",
        `${url}/a: 403 Forbidden`,
      ]);
      assert.ok(
        unset.hint?.includes(`set KOOPLINE_DATA to a folder that has set/a (sha256 ${SHA256})`),
      );
      const set = await readProblem(fetch(file, { folder: root }));
      assert.ok(set.found.includes(`no set/a, a in ${root} (KOOPLINE_DATA)`));
    })
  ));

Deno.test("fetch() passes over an address that is none", () =>
  inPlace(({ fetch }) =>
    withServer((seen) => serveRange(seen, BYTES), async ({ url }) => {
      const problem = await readProblem(fetch(describeFile(BYTES, atUrl("http://["))));
      assert.match(problem.found, /http:\/\/\[: an address that is none/);
      assert.deepEqual(await fetch(describeFile(BYTES, atUrl("http://["), atUrl(url))), BYTES);
    })
  ));

Deno.test("fetch() refuses what is larger than declared, by what the server says and by what it sends", () =>
  inPlace(({ fetch }) =>
    withServer((seen) => {
      // Without a length the body ends with the connection.
      const headers: Record<string, string> = seen.path === "/silent"
        ? { "content-length": "" }
        : {};
      return { headers, body: makeBytes(90_000) };
    }, async ({ url }) => {
      const problem = await readProblem(
        fetch(describeFile(BYTES, atUrl(`${url}/says`), atUrl(`${url}/silent`))),
      );
      assert.match(problem.found, /says: 90000 bytes, more than the 50000 it can have/);
      assert.match(problem.found, /silent: more than the 50000 bytes it can have/);
    })
  ));

Deno.test("fetch() unpacks gzip within the declared size, and takes what a server has unpacked already", async (t) => {
  const bomb = await packGzip(new Uint8Array(5_000_000));
  const whole = await packGzip(BYTES);
  const other = await packGzip(OTHER);
  const served: Readonly<Record<string, readonly [Uint8Array, string]>> = {
    "no gzip file": [OTHER, "no gzip file"],
    "a bomb": [bomb, "more than 50000 bytes when unpacked"],
    "a damaged file": [whole.subarray(0, 30_000), "a damaged gzip file"],
    "another file": [other, "a wrong checksum when unpacked"],
  };
  for (const [name, [body, reason]] of Object.entries(served)) {
    await t.step(
      name,
      () =>
        inPlace(({ fetch }) =>
          withServer((seen) => serveRange(seen, body), async ({ url }) => {
            const packed = { encoding: "gzip", sha256: hashBytes(body) } as const;
            const problem = await readProblem(
              fetch(describeFile(BYTES, { kind: "url", url, packed })),
            );
            assert.ok(problem.found.includes(reason), problem.found);
          })
        ),
    );
  }
  await t.step("unpacked on the way", () =>
    inPlace(({ fetch }) =>
      withServer(
        () => ({ headers: { "content-encoding": "gzip" }, body: whole }),
        async ({ url }) => {
          const packed = { encoding: "gzip", sha256: hashBytes(whole) } as const;
          assert.deepEqual(await fetch(describeFile(BYTES, { kind: "url", url, packed })), BYTES);
        },
      )
    ));
});

Deno.test("fetch() of a file that nothing pins tells its hash, and has it once that is written", () =>
  inPlace(({ fetch }) =>
    withServer((seen) => serveRange(seen, BYTES), async ({ url, seen }) => {
      const problem = await readProblem(fetch({ sha256: undefined, sources: [atUrl(url)] }));
      assert.equal(problem.code, "fetch.unpinned");
      assert.ok(
        problem.hint?.includes(`50000 bytes; if it is what you mean, write \`sha256: ${SHA256}\``),
      );
      assert.deepEqual(await fetch(describeFile(BYTES, atUrl(url))), BYTES);
      assert.equal(seen.length, 1);
    })
  ));

Deno.test("fetch() asks once for a file that many cells want, and fails once", () =>
  inPlace(({ root, clock }) =>
    withServer(
      (seen) => seen.path === "/a" ? serveRange(seen, BYTES) : { status: "404 Not Found" },
      async ({ url, seen }) => {
        const fetcher = openFetcher({ disk: openDisk(root, () => {}), folder: undefined, clock });
        const ask = (path: string) =>
          fetcher.fetch({
            name: "set/file",
            file: describeFile(path === "/a" ? BYTES : OTHER, atUrl(`${url}${path}`)),
            signal: new AbortController().signal,
            onEvent: () => {},
          });
        const [one, two, three] = await Promise.all(["/a", "/a", "/a"].map(ask));
        assert.deepEqual([one, two, three], [BYTES, BYTES, BYTES]);
        assert.equal(seen.length, 1);
        const ends = await Promise.allSettled(["/b", "/b"].map(ask));
        assert.deepEqual(ends.map(({ status }) => status), ["rejected", "rejected"]);
        await assert.rejects(ask("/b"), /404/);
        assert.equal(seen.length, 2);
      },
    )
  ));

Deno.test("fetch() sets a damaged file aside and fetches it again", () =>
  inPlace(({ root, fetch, damage }) =>
    withServer((seen) => serveRange(seen, BYTES), async ({ url, seen }) => {
      const file = describeFile(BYTES, atUrl(url));
      await fetch(file);
      await Deno.writeFile(join(root, "downloads", SHA256), OTHER);
      assert.deepEqual(await fetch(file), BYTES);
      assert.equal(seen.length, 2);
      assert.match(damage.join(), new RegExp(`Expected bytes with hash ${SHA256}`));
    })
  ));

Deno.test("fetch() says that the disk is full, and tries no other source", () =>
  inPlace(({ fetch, events }) =>
    withServer((seen) => serveRange(seen, BYTES), async ({ url }) => {
      const file = describeFile(BYTES, atUrl(`${url}/a`), atUrl(`${url}/b`));
      const { writeSync } = Deno.FsFile.prototype;
      Deno.FsFile.prototype.writeSync = () => {
        throw Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
      };
      try {
        const problem = await readProblem(fetch(file));
        assert.equal(problem.code, "store.unwritable");
        assert.match(problem.hint ?? "", /Free some space on the disk/);
      } finally {
        Deno.FsFile.prototype.writeSync = writeSync;
      }
      assert.ok(events.every((event) => event.source.endsWith("/a")));
    })
  ));

Deno.test({
  name: "fetch() without the permission for a host says so, and does not ask the user",
  permissions: { net: false, read: true, write: true },
  fn: () =>
    inPlace(async ({ fetch }) => {
      const problem = await readProblem(fetch(describeFile(BYTES, atUrl("http://127.0.0.1:9/a"))));
      assert.match(
        problem.found,
        /no permission to reach 127\.0\.0\.1:9 \(--allow-net grants it\)/,
      );
    }, makeClock()),
});
