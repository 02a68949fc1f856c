/** A pipeline file to a checked document whose every value can be found again in the text. */

import { dirname, resolve } from "node:path";
import { KooplineError } from "../../schemas/error.ts";
import { PipelineDocument } from "../../schemas/pipeline.ts";
import { describeIssues } from "./issues.ts";
import { buildLocator, type Locate } from "./positions.ts";
import { throwProblems } from "./problems.ts";
import { readPipelineBytes } from "./read_file.ts";
import { decodeText } from "./source_text.ts";
import { parseYaml } from "./yaml_document.ts";
import { convertYaml } from "./yaml_values.ts";

/** A pipeline whose document has the right keys and types; stages and axes are not looked at yet. */
export interface ParsedPipeline {
  /** The path as the user named it. */
  readonly path: string;
  /** The absolute folder that relative paths start from. */
  readonly folder: string;
  readonly document: PipelineDocument;
  /** Writes `file:line:column` of a value of the document, or of its key, or of a character in it. */
  readonly locate: Locate;
}

/**
 * Parses the bytes of a pipeline file.
 *
 * @throws {KooplineError} `pipeline.unreadable`, `pipeline.syntax` or `pipeline.schema`, with every problem found.
 */
export function parsePipeline(
  file: { readonly path: string; readonly bytes: Uint8Array },
): ParsedPipeline {
  const source = parseYaml(file.path, decodeText(file.path, file.bytes));
  if (source.document.contents === null) {
    throw new KooplineError({
      code: "pipeline.schema",
      where: `${file.path}:1:1`,
      expected: "a pipeline: a map with `name` and `stages`",
      found: "an empty document",
    });
  }
  const { value, problems, targets } = convertYaml(source);
  throwProblems(problems);
  const locate = buildLocator(source, targets);
  const parsed = PipelineDocument.safeParse(value);
  if (!parsed.success) {
    throwProblems(describeIssues(parsed.error.issues, {
      code: "pipeline.schema",
      data: value,
      schema: PipelineDocument,
      base: [],
      locate,
    }));
    throw parsed.error;
  }
  return { path: file.path, folder: dirname(resolve(file.path)), document: parsed.data, locate };
}

/**
 * Reads and parses a pipeline file.
 *
 * @throws {KooplineError} as {@link parsePipeline}; `pipeline.unreadable` when the file is missing, no regular file,
 * larger than 4 MiB or not permitted.
 */
export async function readPipeline(path: string): Promise<ParsedPipeline> {
  return parsePipeline({ path, bytes: await readPipelineBytes(path) });
}
