import { testRefusals } from "./files.ts";

const expected = { as: "expectation", file: "t.csv" };

testRefusals([
  [
    "expected values with an unknown tag",
    expected,
    "name,value,tolerance,tag,source\na,1,,X,P1\n",
    "input.value",
    /t\.csv:2:6: Expected S \(source\).*found `X`/,
  ],
  [
    "expected values of one name",
    expected,
    "name,value,tolerance,tag,source\na,1,,S,P1\na,2,,S,P1\n",
    "input.value",
    /t\.csv:3:1: .*found `a` again/,
  ],
  [
    "an expected value that is no number",
    expected,
    "name,value,tolerance,tag,source\na,about 1,,S,P1\n",
    "input.value",
    /t\.csv:2:3: .*found `about 1`/,
  ],
  [
    "a negative tolerance",
    expected,
    "name,value,tolerance,tag,source\na,1,-1,S,P1\n",
    "input.value",
    /t\.csv:2:5: .*found `-1`/,
  ],
  [
    "an infinite tolerance",
    expected,
    "name,value,tolerance,tag,source\na,1,1e999,S,P1\n",
    "input.value",
    /found `1e999`/,
  ],
  [
    "an expected value without a source",
    expected,
    "name,value,tolerance,tag,source\na,1,,S,\n",
    "input.value",
    /where the value comes from/,
  ],
  [
    "an expected value without a name",
    expected,
    "name,value,tolerance,tag,source\n,1,,S,P1\n",
    "input.value",
    /t\.csv:2:1: Expected a name/,
  ],
  [
    "expected values without a column",
    expected,
    "name,value,tag,source\na,1,S,P1\n",
    "input.shape",
    /a column `tolerance`/,
  ],
  [
    "expected values with a column too many",
    expected,
    "name,value,tolerance,tag,source,note\na,1,,S,P1,n\n",
    "input.shape",
    /found `note`/,
  ],
]);
