/** The peers' workloads: 1000 leaf tasks and a join, each in its own tool's words. */

import { join } from "node:path";

/** A tool with the same workload. */
export interface Peer {
  readonly name: string;
  /** The command that says whether the tool is there. */
  readonly probe: readonly string[];
  readonly run: readonly string[];
  /** Writes the tool's own files into the folder. */
  readonly prepare: (folder: string, tasks: number) => Promise<void>;
}

/** The folder's input files: `in/0.txt` … . */
export async function writeInputs(folder: string, tasks: number): Promise<void> {
  await Deno.mkdir(join(folder, "in"), { recursive: true });
  await Deno.mkdir(join(folder, "out"), { recursive: true });
  for (let task = 0; task < tasks; task++) {
    await Deno.writeTextFile(join(folder, "in", `${task}.txt`), `input ${task}\n`);
  }
}

const MAKEFILE = (tasks: number) =>
  `OUTS := $(foreach i,$(shell seq 0 ${tasks - 1}),out/$(i).txt)
all.txt: $(OUTS)
\tcat $(OUTS) > all.txt
out/%.txt: in/%.txt
\tcat $< > $@
`;

const DODO = (tasks: number) =>
  `def task_leaf():
    for i in range(${tasks}):
        yield {"name": str(i), "file_dep": [f"in/{i}.txt"], "targets": [f"out/{i}.txt"],
               "actions": [f"cat in/{i}.txt > out/{i}.txt"]}

def task_join():
    outs = [f"out/{i}.txt" for i in range(${tasks})]
    return {"file_dep": outs, "targets": ["all.txt"], "actions": ["cat " + " ".join(outs) + " > all.txt"]}
`;

const SNAKEFILE = (tasks: number) =>
  `N = ${tasks}
rule join:
    input: expand("out/{i}.txt", i=range(N))
    output: "all.txt"
    shell: "cat {input} > {output}"
rule leaf:
    input: "in/{i}.txt"
    output: "out/{i}.txt"
    shell: "cat {input} > {output}"
`;

/** The tools compared with, where they are installed. */
export const PEERS: readonly Peer[] = [
  {
    name: "make",
    probe: ["make", "--version"],
    run: ["make", "-s", "-j2"],
    prepare: (folder, tasks) => Deno.writeTextFile(join(folder, "Makefile"), MAKEFILE(tasks)),
  },
  {
    name: "doit",
    probe: ["doit", "--version"],
    run: ["doit", "-n2", "-v0", "-r", "zero"],
    prepare: (folder, tasks) => Deno.writeTextFile(join(folder, "dodo.py"), DODO(tasks)),
  },
  {
    name: "snakemake",
    probe: ["snakemake", "--version"],
    run: ["snakemake", "-c2", "-q"],
    prepare: (folder, tasks) => Deno.writeTextFile(join(folder, "Snakefile"), SNAKEFILE(tasks)),
  },
];
