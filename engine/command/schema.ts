/** `schema`: the JSON Schema of pipelines, for editors. */

import { buildPipelineSchema } from "../../schemas/pipeline_schema.ts";
import { writeOut } from "./terminal.ts";
