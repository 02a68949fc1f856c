import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isPublishedPath,
  type Named,
  nameFile,
  nameFiles,
} from "../../../engine/run/file_names.ts";
import type { Labels } from "../../../schemas/json.ts";

const makeCell = (name: string, axes: Labels = {}): Named => ({ stage: { name }, axes });

function nameAll(...cells: readonly Named[]): readonly string[] {
  const names = nameFiles(cells);
  return cells.map((cell) => names.get(cell) ?? "");
}

Deno.test("nameFiles() keeps names that every file system can hold", () => {
  assert.deepEqual(
    nameAll(makeCell("plot"), makeCell("plot", { seed: 2, data: "FashionMNIST" })),
    ["plot", "plot_seed=2,data=FashionMNIST"],
  );
});

const VALUES = [
  "../../../etc/cron.d/x",
  "/etc/passwd",
  "..",
  "C:\\Windows\\x",
  "a\u0000b",
  "a\u001b[2Jb",
  "\u202egnp.exe",
  "x".repeat(300),
  "é",
  "e\u0301",
  "trailing.",
  "trailing ",
  "a\nb",
  "CON",
  "%2e%2e%2f",
];

Deno.test("nameFiles() gives every hostile axis value a name of its own inside the folder", () => {
  const names = nameAll(...VALUES.map((face) => makeCell("plot", { face })));
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, VALUES.length);
  for (const name of names) {
    assert.match(name, /^plot_face=[A-Za-z0-9_.=,+-]*$/);
    assert.ok(name.length < 140, name);
    assert.ok(isPublishedPath(`figures/${name}.svg`), name);
  }
});

Deno.test("nameFiles() tells cells apart whose names read the same", () => {
  for (
    const twins of [
      [makeCell("a", { face: "B" }), makeCell("a", { face: "b" })],
      [makeCell("a", { b_c: 1 }), makeCell("a_b", { c: 1 })],
      [makeCell("a", { x: "1", y: "2,y=3" }), makeCell("a", { x: "1,y=2", y: "3" })],
      [makeCell("a", { x: "1]" }), makeCell("a", { x: "1" })],
    ]
  ) {
    const [first, second] = nameAll(...twins);
    assert.notEqual(first?.toLowerCase(), second?.toLowerCase());
  }
});

Deno.test("nameFiles() and nameFile() avoid the devices of Windows and hidden files", () => {
  for (const name of ["con", "AUX", "nul", "com1", "lpt9", "con.svg"]) {
    assert.match(nameFile(name), /^_/);
    assert.match(nameAll(makeCell(name))[0] ?? "", /^_/);
  }
  assert.equal(nameFile("console"), "console");
  assert.match(nameFile(".."), /^_\.\.-[0-9a-f]{8}$/);
});

/** Devices in every folder of Windows: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICES = [
  ..."con prn aux nul com0 com1 com9 lpt1 lpt9 com¹ lpt³ conin$ conout$".split(" "),
  "CON",
  "Nul.txt",
  "aux.",
  "aux ",
  "con.values",
  "nul:",
];

/** Whether Windows takes a name for a device, whatever follows its first dot, or drops its end. */
function isDevice(name: string): boolean {
  const [first = ""] = name.split(/[.:]/);
  const isListed = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])$/i.test(
    first.trimEnd(),
  );
  return isListed || /[. ]$/.test(name);
}

Deno.test("nameFiles() makes no device of Windows out of a stage, an axis or its value, on any system", () => {
  for (const device of DEVICES) {
    assert.ok(isDevice(device), device);
    const cells = [
      makeCell(device),
      makeCell(device, { n: 1 }),
      makeCell(device, { [device]: device }),
      makeCell("plot", { [device]: device }),
      makeCell("plot", { face: device }),
      makeCell("plot", { face: `x/${device}` }),
    ];
    for (const name of nameAll(...cells)) {
      for (const end of [".svg", ".png", ".html", `.${nameFile(device)}.csv`]) {
        assert.ok(!isDevice(name + end), name + end);
        assert.ok(isPublishedPath(`figures/${name}${end}`), name + end);
      }
    }
    for (const name of [nameFile(device), nameFile(`${device}.values`)]) {
      assert.ok(!isDevice(`${name}.parquet`), name);
    }
  }
});

Deno.test("isPublishedPath() knows every name that nameFiles() gives, and nothing outside (seed 51)", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...VALUES));
  fc.assert(
    fc.property(text, text, (stage, value) => {
      const [name] = nameAll(makeCell(stage || "s", { value }));
      assert.ok(isPublishedPath(`tables/${name}.${nameFile(value || "t")}.csv`));
    }),
    { seed: 51, numRuns: 100 },
  );
  for (
    const path of [
      "../x",
      "figures/../../x",
      "/etc/passwd",
      "figures//x",
      "figures/..",
      "tables/a/b",
      "",
      ".published.json",
      "figures/a\nb",
      "C:\\x",
      "figures/a\u0000.svg",
    ]
  ) assert.equal(isPublishedPath(path), false, path);
});
