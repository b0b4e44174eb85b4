import { expect, test } from "vitest";
import { firstRecord } from "../../../../server/datasets/formats/delimited/first-record";

const marks = { delimiter: ",", quote: '"', escape: '"', comment: "", skipLines: 0 };

test.each([
  ["plain cells", "a,b,c\n1,2,3", {}, ["a", "b", "c"]],
  ["empty cells", ",,\n", {}, ["", "", ""]],
  ["quoted delimiters, quotes and line ends", '"a,b","c ""d""","e\nf"\n1', {}, ["a,b", 'c "d"', "e\nf"]],
  ["another escape", '"a\\"b",c', { escape: "\\" }, ['a"b', "c"]],
  ["no quotes", '"a",b', { quote: "", escape: "" }, ['"a"', "b"]],
  ["a quote inside a cell", 'a"b,c', {}, ['a"b', "c"]],
  ["a long delimiter", "a||b||c", { delimiter: "||" }, ["a", "b", "c"]],
  [
    "lines to skip, blank ones and comments",
    "junk\n\n# note\na,b",
    { skipLines: 1, comment: "#" },
    ["a", "b"],
  ],
  ["nothing", "", {}, [""]],
])("%s", (_, text, other, cells) => {
  expect(firstRecord(text, { ...marks, ...other })).toEqual(cells);
});
