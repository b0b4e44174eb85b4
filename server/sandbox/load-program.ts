import type { QuickJSContext, QuickJSHandle } from "quickjs-emscripten";
import type { Problem } from "../core/errors";
import { codeFile, readFault } from "./read-fault";
import type { SandboxProgram } from "./sandbox";

/**
 * Compiles the code, runs its top level and hands its entry function to the prelude's driver. Answers what is wrong with
 * it; throws only when the time is up.
 */
export function loadProgram(
  context: QuickJSContext,
  program: SandboxProgram,
  driver: QuickJSHandle,
  timeIsUp: () => boolean,
): readonly Problem[] {
  const loaded = context.evalCode(program.code, codeFile, { type: "global" });
  if (loaded.error) {
    if (timeIsUp()) throw new Error("interrupted");
    return [toProblem(context, loaded.error, driver, program.code)];
  }
  loaded.value.dispose();
  const lookup = `typeof ${program.entry} === "function" ? ${program.entry} : null`;
  const found = context.unwrapResult(context.evalCode(lookup, "lookup.js"));
  if (context.typeof(found) !== "function") {
    const message = `The code must define a function called "${program.entry}".${hint(program.code)}`;
    return [{ code: "function-missing", message, line: 1, column: 1 }];
  }
  const bind = context.getProp(driver, "bind");
  context.unwrapResult(context.callFunction(bind, context.undefined, found)).dispose();
  return [];
}

function toProblem(
  context: QuickJSContext,
  error: QuickJSHandle,
  driver: QuickJSHandle,
  code: string,
): Problem {
  const teller = context.getProp(driver, "describe");
  const told = context.unwrapResult(context.callFunction(teller, context.undefined, error));
  const { message, line = 1, column = 1 } = readFault(context.getString(told).slice(1));
  const [problem, what] = message.startsWith("SyntaxError")
    ? ["code-syntax", "compile"]
    : ["code-failed", "start"];
  return { code: problem, message: `The code does not ${what}: ${message}.${hint(code)}`, line, column };
}

/** The two mistakes that people who come from elsewhere make first. */
function hint(code: string): string {
  if (/^\s*def \w+\(.*\).*:\s*(#.*)?$/m.test(code))
    return " This looks like Python; the code must be JavaScript.";
  if (/^\s*(import|export)\b/m.test(code))
    return " Modules are not available: there is nothing to import from.";
  return "";
}
