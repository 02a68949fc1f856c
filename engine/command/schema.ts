/** `schema`: the JSON Schema of pipelines, for editors. */

import { buildPipelineSchema } from "../../schemas/pipeline_schema.ts";
import { loadBuiltInKinds } from "./built_in_kinds.ts";
import { writeNamedFile } from "./paths.ts";
import { writeData } from "./terminal.ts";

/** Writes the schema to a file, or to standard output. Returns the exit code. */
export async function schemaCommand({ output }: { readonly output?: string }): Promise<number> {
  const text = `${JSON.stringify(buildPipelineSchema(await loadBuiltInKinds()), null, 2)}\n`;
  if (output === undefined) writeData(text);
  else writeNamedFile(output, text);
  return 0;
}
